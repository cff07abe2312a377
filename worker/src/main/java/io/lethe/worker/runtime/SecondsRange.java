package io.lethe.worker.runtime;

import io.lethe.unlearning.InvalidInputException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

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

  /**
   * What the environment says; empty where it says nothing.
   *
   * @param environment the process environment
   * @throws InvalidInputException naming the variable if its value is no number or out of range
   */
  public Optional<Duration> from(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(variable))
        .filter(value -> !value.isBlank())
        .map(value -> parse(variable, value));
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
