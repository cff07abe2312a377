package io.lethe.worker.report;

import io.lethe.unlearning.metric.EvaluationProtocol;
import io.lethe.unlearning.metric.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** What stands under the table of a forget set: what is missing, and how to read the rest. */
final class BlockNotes {
  private final Block block;

  BlockNotes(Block block) {
    this.block = block;
  }

  /** One line each; empty where there is nothing to say. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    block
        .absences()
        .forEach(
            absence ->
                lines.add(
                    "missing: %s, seed %d (run %s): %s"
                        .formatted(
                            MethodNames.title(absence.label()),
                            absence.seed(),
                            absence.run(),
                            absence.reason())));
    if (!block.hasRetrain()) {
      lines.add("no Retrain baseline: no gaps");
    }
    for (Row row : block.rows()) {
      withoutExtra(row, lines);
      paired(row, lines);
      if (row.oneModel()) {
        lines.add(
            "%s is one model in all %d trials: no standard deviation, and the intervals of the gaps do not hold its spread"
                .formatted(row.title(), row.trials().size()));
      }
    }
    return lines;
  }

  private static void withoutExtra(Row row, List<String> lines) {
    String counted =
        EvaluationProtocol.METRICS.stream()
            .flatMap(
                metric ->
                    row
                        .metric(metric + Metrics.WITHOUT_EXTRA)
                        .map(
                            sample ->
                                metric.toUpperCase(Locale.ROOT)
                                    + " "
                                    + Numbers.spread(sample, !row.oneModel()))
                        .stream())
            .collect(Collectors.joining(", "));
    if (!counted.isEmpty()) {
      lines.add("%s without its extra output: %s".formatted(row.title(), counted));
    }
  }

  private void paired(Row row, List<String> lines) {
    SortedSet<Long> common = row.gaps().trials();
    boolean all =
        common.equals(row.trials().keySet())
            && block.retrain().filter(r -> common.equals(r.trials().keySet())).isPresent();
    if (!common.isEmpty() && !all) {
      lines.add(
          "%s: the gaps are over the trials that it and Retrain both have, of seed %s"
              .formatted(
                  row.title(),
                  common.stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }
  }
}
