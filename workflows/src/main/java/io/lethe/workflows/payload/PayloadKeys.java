package io.lethe.workflows.payload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that values in workflow history are encrypted with: the first encrypts, all decrypt, so
 * that a key can be replaced while histories written with the one before are still read.
 *
 * <p>Keys come by reference only. The variable {@value #VARIABLE} says where they are: the path of
 * a file (also as {@code file:PATH}), or {@code env:NAME} for the text of another variable. The
 * text holds one key a line (or after a comma), {@code <id> <32 bytes in Base64>}, the newest
 * first; lines that begin with {@code #} are left out.
 */
public final class PayloadKeys {
  /** The variable that says where the keys are; without it nothing is encrypted. */
  public static final String VARIABLE = "LETHE_PAYLOAD_KEYS";

  private static final int KEY_BYTES = 32;
  private static final Pattern ENTRY = Pattern.compile("([A-Za-z0-9._-]{1,64})\\s+(\\S+)");
  private static final String FORM = "allowed is '<id> <32 bytes in Base64>', one key a line";
  private static final PayloadKeys NONE = new PayloadKeys(Map.of());

  private final Map<String, SecretKey> keys;

  private PayloadKeys(Map<String, SecretKey> keys) {
    this.keys = keys;
  }

  /** No keys: nothing is encrypted, and what is encrypted cannot be read. */
  public static PayloadKeys none() {
    return NONE;
  }

  /**
   * The keys that the environment refers to; {@link #none} where it refers to none.
   *
   * @param environment the process environment
   * @throws IllegalArgumentException naming the variable and the entry that is wrong, never a key
   */
  public static PayloadKeys from(Map<String, String> environment) {
    String reference = environment.getOrDefault(VARIABLE, "").strip();
    return reference.isEmpty() ? NONE : parse(text(reference, environment));
  }

  /** The file that the environment refers to, for those who look after its permissions. */
  public static Optional<Path> file(Map<String, String> environment) {
    String reference = environment.getOrDefault(VARIABLE, "").strip();
    return reference.isEmpty() || reference.startsWith("env:")
        ? Optional.empty()
        : Optional.of(path(reference));
  }

  private static Path path(String reference) {
    return Path.of(reference.startsWith("file:") ? reference.substring(5) : reference);
  }

  private static String text(String reference, Map<String, String> environment) {
    if (reference.startsWith("env:")) {
      String name = reference.substring(4);
      String text = environment.getOrDefault(name, "");
      if (text.isBlank()) {
        throw wrong("found 'env:%s', but the variable %s is not set".formatted(name, name));
      }
      return text;
    }
    try {
      return Files.readString(path(reference), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw wrong(
          "cannot read '%s' (%s); allowed is a file of keys, or env:NAME"
              .formatted(path(reference), e.getClass().getSimpleName()));
    }
  }

  private static PayloadKeys parse(String text) {
    Map<String, SecretKey> keys = new LinkedHashMap<>();
    List<String> entries =
        text.lines()
            .filter(line -> !line.startsWith("#"))
            .flatMap(line -> Stream.of(line.split(",", -1)))
            .map(String::strip)
            .filter(entry -> !entry.isEmpty())
            .toList();
    for (int i = 0; i < entries.size(); i++) {
      Matcher entry = ENTRY.matcher(entries.get(i));
      if (!entry.matches()) {
        throw wrong("entry %d is not a key; %s".formatted(i + 1, FORM));
      }
      if (keys.put(entry.group(1), key(entry.group(2), i + 1)) != null) {
        throw wrong("key id '%s' is there twice; each key needs its own".formatted(entry.group(1)));
      }
    }
    if (keys.isEmpty()) {
      throw wrong("found no key; " + FORM);
    }
    return new PayloadKeys(keys);
  }

  private static SecretKey key(String base64, int entry) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      // The cause would quote the key.
      throw wrong("entry %d is not Base64; %s".formatted(entry, FORM));
    }
    if (bytes.length != KEY_BYTES) {
      throw wrong("entry %d holds %d bytes; %s".formatted(entry, bytes.length, FORM));
    }
    return new SecretKeySpec(bytes, "AES");
  }

  private static IllegalArgumentException wrong(String message) {
    return new IllegalArgumentException(VARIABLE + ": " + message);
  }

  /** Whether there are none. */
  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Ids of the keys, the encrypting one first. */
  public Set<String> ids() {
    return keys.keySet();
  }

  /** The id of the key that encrypts. */
  String newest() {
    return keys.keySet().iterator().next();
  }

  /** The key of that id. */
  Optional<SecretKey> find(String id) {
    return Optional.ofNullable(keys.get(id));
  }

  /** Ids only, never keys. */
  @Override
  public String toString() {
    return "PayloadKeys" + keys.keySet();
  }
}
