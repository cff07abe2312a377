package io.lethe.workflows.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a model is from Retrain.
 *
 * @param byMetric |model − Retrain| of each metric that both have, percentage points
 * @param average Avg. Gap: the mean over those of ua, ra, ta and mia; empty where there is none
 */
public record Gaps(Map<String, Double> byMetric, Optional<Double> average) {
  /** The metrics of Avg. Gap; others, such as {@code ta.all}, have a gap of their own only. */
  private static final List<String> AVERAGED = List.of("ua", "ra", "ta", "mia");

  /** Where there is nothing to compare with. */
  public static Gaps none() {
    return new Gaps(Map.of(), Optional.empty());
  }

  /** Gaps of a model's metrics to those of Retrain. */
  public static Gaps between(Map<String, Double> model, Map<String, Double> retrain) {
    Map<String, Double> differences = new LinkedHashMap<>();
    model.forEach(
        (metric, value) -> {
          Double other = retrain.get(metric);
          if (other != null) {
            differences.put(metric, Math.abs(value - other));
          }
        });
    return new Gaps(differences, average(differences));
  }

  private static Optional<Double> average(Map<String, Double> gaps) {
    List<Double> averaged = AVERAGED.stream().filter(gaps::containsKey).map(gaps::get).toList();
    return averaged.isEmpty()
        ? Optional.empty()
        : Optional.of(averaged.stream().mapToDouble(Double::doubleValue).sum() / averaged.size());
  }
}
