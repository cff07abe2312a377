package io.lethe.unlearning.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Distance from the Retrain baseline: gap(metric) = |method − Retrain| in percentage points, and
 * Avg. Gap = (gap UA + gap RA + gap TA + gap MIA) / 4.
 *
 * @param gaps gap by metric, for the metrics that both sides have
 * @param average Avg. Gap; empty unless all four are there
 */
public record Gaps(Map<String, Double> gaps, OptionalDouble average) {
  /** The metrics of Avg. Gap, in the paper's order. */
  public static final List<String> AVERAGED = List.of("ua", "ra", "ta", "mia");

  /** Copies the map, keeping its order. */
  public Gaps {
    gaps = Collections.unmodifiableMap(new LinkedHashMap<>(gaps));
  }

  /** Gaps between two results, metric by metric. */
  public static Gaps between(Map<String, Double> method, Map<String, Double> retrain) {
    Map<String, Double> gaps = new LinkedHashMap<>();
    method.forEach(
        (metric, value) -> {
          if (retrain.containsKey(metric)) {
            gaps.put(metric, Math.abs(value - retrain.get(metric)));
          }
        });
    return new Gaps(
        gaps,
        gaps.keySet().containsAll(AVERAGED)
            ? OptionalDouble.of(AVERAGED.stream().mapToDouble(gaps::get).sum() / AVERAGED.size())
            : OptionalDouble.empty());
  }
}
