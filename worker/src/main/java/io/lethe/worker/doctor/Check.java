package io.lethe.worker.doctor;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.Failures;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that was looked at.
 *
 * @param name what was looked at; stable, for scripts
 * @param status how it came out
 * @param found what was found
 * @param advice what to do; absent where nothing is to be done
 * @param kind whose fault a failed check is: a setting's, or a machine's
 */
@JsonPropertyOrder({"name", "status", "found", "advice"})
public record Check(
    String name,
    Verdict status,
    String found,
    Optional<String> advice,
    @JsonIgnore FailureKind kind) {

  /** As it should be. */
  static Check ok(String name, String found) {
    return new Check(name, Verdict.OK, found, Optional.empty(), FailureKind.PLATFORM);
  }

  /** Works, but somebody should look at it. */
  static Check warn(String name, String found, String advice) {
    return new Check(name, Verdict.WARN, found, Optional.of(advice), FailureKind.PLATFORM);
  }

  /** A setting is wrong. */
  static Check wrong(String name, String found, String advice) {
    return new Check(name, Verdict.FAIL, found, Optional.of(advice), FailureKind.USER);
  }

  /** Something threw; the one table of failures says whose fault it is. */
  static Check fail(String name, Exception error, String advice) {
    return new Check(
        name,
        Verdict.FAIL,
        String.valueOf(Failures.read(error).message()),
        Optional.of(advice),
        Failures.kindOf(error));
  }

  /**
   * Exit code of checks taken together: 0 where none failed, a platform failure's where one of them
   * is the platform's, else bad input's.
   */
  public static int exitCode(List<Check> checks) {
    return checks.stream()
        .filter(check -> check.status() == Verdict.FAIL)
        .mapToInt(check -> check.kind().exitCode())
        .max()
        .orElse(0);
  }

  /** One line for a person. */
  @Override
  public String toString() {
    return "%-4s  %-20s %s".formatted(status.name().toLowerCase(Locale.ROOT), name, found);
  }
}
