package io.lethe.workflows.pipeline;

import io.lethe.workflows.request.GateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Thresholds that a result must hold before anything is released. */
final class Gate {
  private Gate() {}

  /** What does not hold, in words; a threshold on a number that is missing does not hold. */
  static List<String> violations(
      GateSpec gate, Map<String, Double> metrics, Optional<Double> avgGap) {
    List<String> violations = new ArrayList<>();
    gate.maxAvgGap()
        .ifPresent(
            limit -> {
              if (avgGap.isEmpty() || !(avgGap.get() <= limit)) {
                violations.add(
                    "avgGap is %s, allowed is at most %s".formatted(text(avgGap), limit));
              }
            });
    atLeast(violations, metrics, "ua", gate.minUa());
    atLeast(violations, metrics, "ra", gate.minRa());
    atLeast(violations, metrics, "ta", gate.minTa());
    return violations;
  }

  private static void atLeast(
      List<String> violations, Map<String, Double> metrics, String name, Optional<Double> limit) {
    Optional<Double> value = Optional.ofNullable(metrics.get(name));
    if (limit.isPresent() && (value.isEmpty() || !(value.get() >= limit.get()))) {
      violations.add("%s is %s, allowed is at least %s".formatted(name, text(value), limit.get()));
    }
  }

  private static String text(Optional<Double> value) {
    return value.map(Object::toString).orElse("unknown");
  }
}
