package io.lethe.worker.report;

import io.lethe.unlearning.metric.EvaluationProtocol;
import io.lethe.unlearning.metric.Metrics;
import io.lethe.workflows.contract.Comparison.Search;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * A comparison, reduced to what its tables and plots show.
 *
 * @param runId name of the comparison
 * @param cells cells that were asked for
 * @param blocks one a forget set, in the order of the request
 * @param definitions names of the definitions that were followed, by metric; more than one only
 *     where the cells disagree
 * @param warnings what the runs themselves warn of, with the cells that do
 * @param search how hyper-parameters were chosen, where they were
 */
public record Report(
    String runId,
    int cells,
    List<Block> blocks,
    Map<String, SortedSet<String>> definitions,
    Map<String, List<String>> warnings,
    Optional<Search> search) {

  /** Metrics of the report: the paper's four in its order, then others. */
  public List<String> metrics() {
    Set<String> found = new LinkedHashSet<>();
    for (Block block : blocks) {
      for (Row row : block.rows()) {
        row.trials().values().forEach(trial -> found.addAll(trial.metrics().keySet()));
      }
    }
    List<String> ordered = new ArrayList<>(EvaluationProtocol.METRICS);
    ordered.retainAll(found);
    found.stream().filter(metric -> !ordered.contains(metric)).sorted().forEach(ordered::add);
    return ordered;
  }

  /** Metrics of the tables: a second count of the same metric stands under them instead. */
  public List<String> tableMetrics() {
    return metrics().stream().filter(metric -> !metric.endsWith(Metrics.WITHOUT_EXTRA)).toList();
  }

  /** Cells without numbers. */
  public int absent() {
    return blocks.stream().mapToInt(block -> block.absences().size()).sum();
  }
}
