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
import javax.crypto.Mac;

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
  private final String keyId;

  /** Copied for each digest: to make it from the key takes longer than the digest itself. */
  private final Mac mac;

  private ManifestKey(byte[] key) {
    this.key = key;
    this.keyId = Digests.sha256(key).substring(0, ID_DIGITS);
    this.mac = Digests.mac(key);
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
    return keyId;
  }

  /** HMAC-SHA-256 of a record id under this key. */
  byte[] digest(String id) {
    try {
      return ((Mac) mac.clone()).doFinal(id.getBytes(StandardCharsets.UTF_8));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's HmacSHA256 can be copied", e);
    }
  }

  /** The key's id, never the key. */
  @Override
  public String toString() {
    return "ManifestKey[" + keyId() + "]";
  }
}
