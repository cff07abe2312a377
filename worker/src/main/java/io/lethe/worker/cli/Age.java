package io.lethe.worker.cli;

import io.lethe.unlearning.InvalidInputException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time span as typed, such as {@code 30d}. */
final class Age {
  private static final Pattern FORM = Pattern.compile("(\\d{1,5})([smhd])");

  private Age() {}

  /**
   * Reads one.
   *
   * @throws InvalidInputException for that option if it is none
   */
  static Duration parse(String option, String text) {
    return find(text)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    option,
                    "found '%s'; allowed: a whole number and d, h, m or s, such as 30d"
                        .formatted(text)));
  }

  /** Empty where the text is no time span. */
  static Optional<Duration> find(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "d" -> Duration.ofDays(number);
          case "h" -> Duration.ofHours(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofSeconds(number);
        });
  }
}
