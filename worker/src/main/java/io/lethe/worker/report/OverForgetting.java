package io.lethe.worker.report;

import io.lethe.worker.report.statistics.Excess;
import io.lethe.worker.report.statistics.Pairs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Warnings of methods that forget more than Retrain does. */
final class OverForgetting {
  private static final List<String> METRICS = List.of("ua", "mia");

  private OverForgetting() {}

  /** One line a row and metric whose value lies clearly above Retrain's. */
  static List<String> warnings(Block block) {
    List<String> warnings = new ArrayList<>();
    for (Row row : block.rows()) {
      for (String metric : METRICS) {
        excess(block, row, metric)
            .ifPresent(
                excess ->
                    warnings.add(
                        "%s: %s is %s points above Retrain's (%s): forgets more than Retrain: D_f is recognisable"
                            .formatted(
                                row.title(),
                                metric.toUpperCase(Locale.ROOT),
                                Numbers.two(excess.points()),
                                excess.basis())));
      }
    }
    return warnings;
  }

  private static Optional<Excess> excess(Block block, Row row, String metric) {
    Pairs pairs = row.gaps().pairs().get(metric);
    if (row.isRetrain() || pairs == null) {
      return Optional.empty();
    }
    Row retrain = block.retrain().orElseThrow();
    List<Excess.Trial> trials = new ArrayList<>();
    for (int i = 0; i < pairs.trials().size(); i++) {
      long seed = pairs.trials().get(i);
      trials.add(
          new Excess.Trial(
              pairs.method().get(i),
              Optional.ofNullable(row.trials().get(seed).intervals().get(metric)),
              pairs.retrain().get(i),
              Optional.ofNullable(retrain.trials().get(seed).intervals().get(metric))));
    }
    return Excess.of(trials);
  }
}
