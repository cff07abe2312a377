package io.lethe.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an object lives: {@code s3://bucket/key}.
 *
 * <p>Keys are taken literally (nothing is percent-decoded) and are refused where a file-backed
 * store could be led out of its folder by them or could not keep them: leading, trailing or doubled
 * slashes, {@code .} and {@code ..} segments, backslashes, control characters, more than 1,024
 * bytes of UTF-8.
 *
 * @param bucket name by the rules of S3: 3 to 63 of {@code a-z 0-9 . -}, letter or digit at both
 *     ends
 * @param key name inside the bucket, segments divided by {@code /}
 */
public record Location(String bucket, String key) {
  private static final String SCHEME = "s3://";
  private static final int MAX_KEY_BYTES = 1024;
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

  /**
   * Checks both parts.
   *
   * @throws InvalidLocationException naming the part, what was found and what is allowed
   */
  public Location {
    checkBucket(bucket);
    checkKey(key);
  }

  /**
   * Reads {@code s3://bucket/key}.
   *
   * @throws InvalidLocationException if the text is anything else
   */
  public static Location parse(String reference) {
    if (!reference.startsWith(SCHEME)) {
      throw new InvalidLocationException(
          "'%s' is not an object reference; allowed is s3://bucket/key".formatted(reference));
    }
    int slash = reference.indexOf('/', SCHEME.length());
    if (slash < 0) {
      throw new InvalidLocationException(
          "'%s' has no key; allowed is s3://bucket/key".formatted(reference));
    }
    return new Location(
        reference.substring(SCHEME.length(), slash), reference.substring(slash + 1));
  }

  /** The location of a key that somebody else chose, empty where Lethe would not accept it. */
  static Optional<Location> of(String bucket, String key) {
    checkBucket(bucket);
    return faultOf(key) == null ? Optional.of(new Location(bucket, key)) : Optional.empty();
  }

  /** Whether the text means to be an object reference, valid or not. */
  public static boolean isReference(String text) {
    return text.startsWith(SCHEME);
  }

  /** The object of that name under this key, as under a folder. */
  public Location resolve(String relative) {
    return new Location(bucket, key + "/" + relative);
  }

  /** The last segment of the key. */
  public String name() {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  static void checkBucket(String bucket) {
    if (!BUCKET.matcher(bucket).matches()
        || bucket.contains("..")
        || IP_ADDRESS.matcher(bucket).matches()) {
      throw new InvalidLocationException(
          "bucket '%s': allowed are 3 to 63 of a-z, 0-9, '.' and '-', with a letter or digit at both ends, and no IP address"
              .formatted(printable(bucket)));
    }
  }

  private static void checkKey(String key) {
    String fault = faultOf(key);
    if (fault != null) {
      throw new InvalidLocationException("key '%s' %s".formatted(printable(key), fault));
    }
  }

  private static String faultOf(String key) {
    if (key.isEmpty()) {
      return "is empty; name an object inside the bucket";
    }
    if (key.chars().anyMatch(Character::isISOControl)) {
      return "holds control characters";
    }
    if (key.indexOf('\\') >= 0) {
      return "holds a backslash; segments are divided by '/'";
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(key)) {
      return "is not valid Unicode";
    }
    if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
      return "is longer than " + MAX_KEY_BYTES + " bytes";
    }
    for (String segment : key.split("/", -1)) {
      if (segment.isEmpty()) {
        return "begins or ends with '/' or holds '//'";
      }
      if (segment.equals(".") || segment.equals("..")) {
        return "holds the segment '" + segment + "', which could lead out of the bucket";
      }
    }
    return null;
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /** The reference, {@code s3://bucket/key}. */
  @Override
  public String toString() {
    return SCHEME + bucket + "/" + key;
  }
}
