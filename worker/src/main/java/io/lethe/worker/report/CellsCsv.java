package io.lethe.worker.report;

import io.lethe.worker.report.render.Csv;
import io.lethe.workflows.contract.Baseline;
import io.lethe.workflows.contract.Comparison;
import io.lethe.workflows.contract.Comparison.Cell;
import io.lethe.workflows.contract.RunResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One line a cell, as the runs gave it: percent and seconds, every digit. */
public final class CellsCsv {
  private final List<Cell> cells;
  private final Set<String> metrics = new LinkedHashSet<>();
  private final Set<String> phases = new TreeSet<>();

  private CellsCsv(Report report, Comparison comparison) {
    cells = comparison.cells();
    metrics.addAll(report.metrics());
    for (Cell cell : cells) {
      // A failed run may have metrics that the report leaves out.
      cell.result().ifPresent(result -> metrics.addAll(new TreeSet<>(result.metrics().keySet())));
      cell.result().ifPresent(result -> phases.addAll(result.rte().keySet()));
    }
  }

  /** The text. */
  public static String of(Report report, Comparison comparison) {
    return new CellsCsv(report, comparison).text();
  }

  private String text() {
    List<String> header =
        new ArrayList<>(List.of("forget", "share", "method", "seed", "run", "state", "counted"));
    header.addAll(metrics);
    metrics.forEach(metric -> header.add("retrain_" + metric));
    phases.forEach(phase -> header.add("rte_" + phase));
    header.add("reason");
    return Csv.of(header, cells.stream().map(this::row).toList());
  }

  private List<String> row(Cell cell) {
    Map<String, Double> values = cell.result().map(RunResult::metrics).orElse(Map.of());
    Map<String, Double> baseline =
        cell.result().flatMap(RunResult::baseline).map(Baseline::metrics).orElse(Map.of());
    Map<String, Double> seconds = cell.result().map(RunResult::rte).orElse(Map.of());
    boolean counted = Trial.of(cell).isPresent();
    List<String> fields =
        new ArrayList<>(
            List.of(
                cell.forget(),
                cell.share().map(Numbers::raw).orElse(""),
                cell.method(),
                String.valueOf(cell.seed()),
                cell.run(),
                cell.state().wireName(),
                String.valueOf(counted)));
    metrics.forEach(metric -> fields.add(number(values, metric)));
    metrics.forEach(metric -> fields.add(number(baseline, metric)));
    phases.forEach(phase -> fields.add(number(seconds, phase)));
    fields.add(counted ? "" : Trial.absence(cell));
    return fields;
  }

  private static String number(Map<String, Double> values, String name) {
    return Optional.ofNullable(values.get(name)).map(Numbers::raw).orElse("");
  }
}
