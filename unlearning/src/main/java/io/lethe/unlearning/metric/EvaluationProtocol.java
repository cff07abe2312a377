package io.lethe.unlearning.metric;

import io.lethe.unlearning.InvalidInputException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is measured, and how the sets came about.
 *
 * @param metrics of {@link #METRICS}, in the order of the result
 * @param attacks features of further support-vector attacks to report beside the confidence; each
 *     costs as much as it
 * @param members how the members were chosen
 * @param testWithoutForgottenClass whether the test set lacks the class that was forgotten
 */
public record EvaluationProtocol(
    Set<String> metrics,
    Set<AttackFeature> attacks,
    Members members,
    boolean testWithoutForgottenClass) {
  /** Metrics of classification. */
  public static final List<String> METRICS = List.of("ua", "ra", "ta", "mia");

  /**
   * Copies the sets.
   *
   * @throws InvalidInputException for field {@code evaluate.metrics} if a metric is unknown
   */
  public EvaluationProtocol {
    for (String metric : metrics) {
      if (!METRICS.contains(metric)) {
        throw new InvalidInputException(
            "evaluate.metrics",
            "found '%s', allowed are %s".formatted(metric, String.join(", ", METRICS)));
      }
    }
    metrics = Collections.unmodifiableSet(new LinkedHashSet<>(metrics));
    attacks = Set.copyOf(attacks);
  }

  /** UA, RA, TA and MIA with seeded members, on the whole test set. */
  public static EvaluationProtocol standard() {
    return new EvaluationProtocol(
        new LinkedHashSet<>(METRICS), EnumSet.noneOf(AttackFeature.class), Members.SEEDED, false);
  }
}
