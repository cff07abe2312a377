package io.lethe.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.SealedJson;
import java.util.Optional;

/**
 * A fenced pointer: a small JSON value that only the newest attempt may move.
 *
 * <p>Each attempt takes a token from a {@link CounterObject}, then {@linkplain #claim claims} the
 * pointer, then writes. After the claim no attempt with a lower token can write any more, however
 * long it had been asleep. Content, {@linkplain SealedJson sealed}: {@code {"token": 3, "value":
 * …}}, without {@code value} as long as the pointer was only claimed.
 */
public final class Pointer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectStore store;
  private final Location location;

  /**
   * What a pointer holds.
   *
   * @param token token of the attempt that wrote or claimed last
   * @param value what it points to; empty if no attempt has written yet
   */
  public record Target(long token, Optional<JsonNode> value) {}

  /** A pointer at that place; it begins to exist with the first claim or write. */
  public Pointer(ObjectStore store, Location location) {
    this.store = store;
    this.location = location;
  }

  /** What the pointer holds now, empty if nobody has claimed or written it. */
  public Optional<Target> read() {
    return store.find(location).map(found -> parse(found.bytes()));
  }

  /**
   * Shuts out every lower token and hands over what they left.
   *
   * @return the value to go on from, empty if there is none
   * @throws FencedException if a higher token has claimed or written
   */
  public Optional<JsonNode> claim(long token) {
    byte[] written =
        CompareAndSet.update(
            store,
            location,
            present -> format(token, present.map(this::parse).flatMap(t -> admit(t, token))));
    return parse(written).value();
  }

  /**
   * Moves the pointer.
   *
   * @throws FencedException if a higher token has claimed or written
   */
  public void write(long token, JsonNode value) {
    CompareAndSet.update(
        store,
        location,
        present -> {
          present.map(this::parse).ifPresent(target -> admit(target, token));
          return format(token, Optional.of(value));
        });
  }

  /**
   * Asks whether this attempt is still the newest. It may be overtaken right after; only writes of
   * the pointer itself are safe from that. Saves a stale attempt from work in vain.
   *
   * @throws FencedException if a higher token has claimed or written
   */
  public void requireNewest(long token) {
    read().ifPresent(target -> admit(target, token));
  }

  private Optional<JsonNode> admit(Target present, long token) {
    if (present.token() > token) {
      throw new FencedException(location, token, present.token());
    }
    return present.value();
  }

  private static byte[] format(long token, Optional<JsonNode> value) {
    ObjectNode content = JSON.createObjectNode().put("token", token);
    value.ifPresent(v -> content.set("value", v));
    return SealedJson.bytes(JSON, content);
  }

  private Target parse(byte[] content) {
    JsonNode root = SealedJson.open(JSON, content, location);
    JsonNode token = root.path("token");
    if (token.isIntegralNumber() && token.canConvertToLong()) {
      return new Target(token.longValue(), Optional.ofNullable(root.get("value")));
    }
    throw new MalformedFileException(location + ": not a pointer: no whole number 'token'");
  }
}
