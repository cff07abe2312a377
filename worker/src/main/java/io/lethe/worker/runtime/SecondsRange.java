package io.lethe.worker.runtime;

import io.lethe.unlearning.InvalidInputException;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * A setting in seconds, which may have a fraction.
 *
 * @param variable the environment variable that holds it
 * @param least smallest value allowed, milliseconds
 * @param most largest value allowed, milliseconds
 */
public record SecondsRange(String variable, long least, long most) {
  /**
   * Reads a value.
   *
   * @param field where it was typed
   * @throws InvalidInputException naming the field if it is no number or out of range
   */
  public Duration parse(String field, String text) {
    try {
      long millis = new BigDecimal(text.strip()).movePointRight(3).longValue();
      if (millis >= least && millis <= most) {
        return Duration.ofMillis(millis);
      }
    } catch (NumberFormatException e) {
      throw refuse(field, text);
    }
    throw refuse(field, text);
  }

  private InvalidInputException refuse(String field, String text) {
    return new InvalidInputException(
        field,
        "found '%s'; allowed: seconds from %s to %s".formatted(text, plain(least), plain(most)));
  }

  private static String plain(long millis) {
    return BigDecimal.valueOf(millis).movePointLeft(3).stripTrailingZeros().toPlainString();
  }
}
