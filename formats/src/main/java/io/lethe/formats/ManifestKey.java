package io.lethe.formats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The secret under which record ids are digested: 32 random bytes. Without it nobody can test
 * whether a record is in a {@link TrainingManifest}; destroying it makes manifests meaningless.
 *
 * <p>Text form: 64 hexadecimal digits and a line feed.
 */
public final class ManifestKey {
  private static final int BYTES = 32;
  private static final int ID_DIGITS = 16;
  private static final Pattern TEXT = Pattern.compile("[0-9a-f]{64}");

  private final byte[] key;

  private ManifestKey(byte[] key) {
    this.key = key;
  }

  /** A new key from the system's secure random numbers. */
  public static ManifestKey generate() {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    return new ManifestKey(key);
  }

  /**
   * Reads the text form.
   *
   * @throws MalformedFileException if it is anything else; the message never repeats the text
   */
  public static ManifestKey parse(String text) {
    String digits = text.strip();
    if (!TEXT.matcher(digits).matches()) {
      throw new MalformedFileException(
          "manifest key: allowed are 64 digits 0-9 and a-f, found %d characters of other form"
              .formatted(digits.length()));
    }
    return new ManifestKey(HexFormat.of().parseHex(digits));
  }

  /**
   * Reads a key file.
   *
   * @throws MalformedFileException if the file is no key
   * @throws UncheckedIOException if it cannot be read
   */
  public static ManifestKey read(Path file) {
    try {
      return parse(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes a new key file. An existing file is never replaced: every manifest made under its key
   * would become unreadable.
   *
   * @throws UncheckedIOException if the file exists or cannot be written
   */
  public void write(Path file) {
    try {
      Files.writeString(file, toText(), StandardCharsets.US_ASCII, StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text form. Secret. */
  public String toText() {
    return HexFormat.of().formatHex(key) + "\n";
  }

  /** Public name of the key: the first 16 hexadecimal digits of its SHA-256. */
  public String keyId() {
    return Digests.sha256(key).substring(0, ID_DIGITS);
  }

  /** HMAC-SHA-256 of a record id under this key. */
  byte[] digest(String id) {
    return Digests.hmac(key, id.getBytes(StandardCharsets.UTF_8));
  }

  /** The key's id, never the key. */
  @Override
  public String toString() {
    return "ManifestKey[" + keyId() + "]";
  }
}
