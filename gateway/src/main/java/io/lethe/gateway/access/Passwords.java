package io.lethe.gateway.access;

import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** Hashes of passwords: bcrypt, in the form that {@code htpasswd -B} writes too. */
public final class Passwords {
  private static final int COST = 12;
  private static final int MIN_BYTES = 8;

  /** What bcrypt reads of a password; longer ones would be cut without a word. */
  private static final int MAX_BYTES = 72;

  private static final Pattern HASH =
      Pattern.compile("\\$2[aby]\\$(1[0-9]|2[0-9]|3[01])\\$[./A-Za-z0-9]{53}");

  private Passwords() {}

  /**
   * The hash of a password for a line of the users file; each call draws a new salt.
   *
   * @throws InvalidRequestException if the password is too short or too long
   */
  public static String hash(String password) {
    int bytes = password.getBytes(StandardCharsets.UTF_8).length;
    if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
      throw new InvalidRequestException(
          List.of(
              new Problem(
                  "password",
                  bytes + " bytes",
                  "%d to %d bytes of UTF-8".formatted(MIN_BYTES, MAX_BYTES))));
    }
    return new BCryptPasswordEncoder(COST).encode(password);
  }

  /** Whether the text is a hash that this class can check, at a cost that is worth the name. */
  static boolean isHash(String text) {
    return HASH.matcher(text).matches();
  }

  /** Compares in a time that does not depend on where the two differ. */
  static boolean matches(String password, String hash) {
    return password.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
        && new BCryptPasswordEncoder().matches(password, hash);
  }
}
