package io.lethe.activities.inputs;

import io.lethe.activities.Layout;
import io.lethe.formats.Digests;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.ManifestKey;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.store.Versioned;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The secret of one request, under which its lists of records are digested; with the key object
 * destroyed, nothing in history or records tells any more who was forgotten.
 */
public final class RequestKey {
  private final byte[] key;

  private RequestKey(byte[] key) {
    this.key = key;
  }

  /** The key of the request of that name, made at the first call. */
  public static RequestKey of(ObjectStore store, String name) {
    byte[] fresh = ManifestKey.generate().toText().getBytes(StandardCharsets.US_ASCII);
    store.putIfAbsent(Layout.requestKey(name), fresh);
    return existing(store, name);
  }

  /**
   * The key that the request of that name has.
   *
   * @throws io.lethe.store.ObjectNotFoundException if it has none, any more
   * @throws MalformedFileException if the object is no key
   */
  public static RequestKey existing(ObjectStore store, String name) {
    return checked(Layout.requestKey(name), store.read(Layout.requestKey(name)).bytes());
  }

  private static RequestKey checked(Location location, byte[] bytes) {
    try {
      ManifestKey.parse(new String(bytes, StandardCharsets.US_ASCII));
      return new RequestKey(bytes);
    } catch (MalformedFileException e) {
      throw new MalformedFileException(location + ": " + e.getMessage(), e);
    }
  }

  /**
   * The key the request of that name has, or will have once {@link #bytes} are stored at {@link
   * Layout#requestKey}; for the edge, which names its lists of ids by keyed digest ({@link
   * Layout#list}) before it stores anything.
   */
  public static RequestKey foresee(ObjectStore store, String name) {
    byte[] fresh = ManifestKey.generate().toText().getBytes(StandardCharsets.US_ASCII);
    Location location = Layout.requestKey(name);
    return checked(location, store.find(location).map(Versioned::bytes).orElse(fresh));
  }

  /** The content of the key object. Secret. */
  public byte[] bytes() {
    return key.clone();
  }

  /** Keyed digest of a list of record ids, order included; lower-case hexadecimal. */
  public String digest(List<String> ids) {
    byte[] text = String.join("\n", ids).getBytes(StandardCharsets.UTF_8);
    return Digests.hex(Digests.hmac(key, text));
  }
}
