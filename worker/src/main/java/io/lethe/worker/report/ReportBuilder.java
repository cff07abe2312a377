package io.lethe.worker.report;

import io.lethe.worker.report.Block.Absence;
import io.lethe.workflows.contract.Comparison.BaselineRun;
import io.lethe.workflows.contract.Comparison.Cell;
import io.lethe.workflows.contract.RunResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes the report of a comparison: a pure function of its data. */
public final class ReportBuilder {
  private final ReportData data;

  private ReportBuilder(ReportData data) {
    this.data = data;
  }

  /** The report of that data. */
  public static Report build(ReportData data) {
    return new ReportBuilder(data).build();
  }

  private Report build() {
    List<Cell> cells = data.comparison().cells();
    Map<String, List<Cell>> byForget =
        cells.stream()
            .collect(Collectors.groupingBy(Cell::forget, LinkedHashMap::new, Collectors.toList()));
    List<Block> blocks = new ArrayList<>();
    byForget.forEach((forget, of) -> blocks.add(block(forget, of)));
    return new Report(
        data.comparison().runId(),
        cells.size(),
        blocks,
        definitions(cells),
        warnings(cells),
        data.comparison().search());
  }

  private Block block(String forget, List<Cell> cells) {
    SortedMap<Long, Trial> retrain = retrain(cells);
    Map<String, SortedMap<Long, Trial>> methods = new LinkedHashMap<>();
    List<Absence> absences = new ArrayList<>();
    for (Cell cell : cells) {
      if (!MethodNames.isRetrain(cell.method())) {
        methods.computeIfAbsent(cell.method(), method -> new TreeMap<>());
      }
      Optional<Trial> trial = Trial.of(cell);
      if (trial.isEmpty()) {
        absences.add(new Absence(cell.method(), cell.seed(), cell.run(), Trial.absence(cell)));
      } else if (!MethodNames.isRetrain(cell.method())) {
        methods.get(cell.method()).put(cell.seed(), trial.get());
      }
    }
    List<Row> rows = new ArrayList<>();
    if (!retrain.isEmpty()) {
      rows.add(Row.of(MethodNames.RETRAIN, retrain, retrain));
    }
    methods.forEach((label, trials) -> rows.add(Row.of(label, trials, retrain)));
    rows.sort(Block.order());
    return new Block(
        forget,
        cells.stream().flatMap(cell -> cell.share().stream()).findFirst(),
        cells.stream().map(Cell::seed).collect(Collectors.toCollection(TreeSet::new)),
        rows,
        absences,
        SalientShares.byLayer(cells, data.maskShares()));
  }

  /** Retrain by trial: its own cell, else the baseline of the first other cell that has one. */
  private SortedMap<Long, Trial> retrain(List<Cell> cells) {
    SortedMap<Long, Trial> retrain = new TreeMap<>();
    for (Cell cell : cells) {
      if (MethodNames.isRetrain(cell.method())) {
        Trial.of(cell).ifPresent(trial -> retrain.put(cell.seed(), trial));
      }
    }
    for (Cell cell : cells) {
      Trial.baseline(cell, trainingSeconds(cell))
          .ifPresent(trial -> retrain.putIfAbsent(cell.seed(), trial));
    }
    return retrain;
  }

  private Optional<Double> trainingSeconds(Cell cell) {
    return data.comparison().baselines().stream()
        .filter(run -> run.forget().equals(cell.forget()) && run.seed() == cell.seed())
        .findFirst()
        .flatMap(BaselineRun::seconds);
  }

  private static Map<String, SortedSet<String>> definitions(List<Cell> cells) {
    Map<String, SortedSet<String>> definitions = new TreeMap<>();
    for (Cell cell : cells) {
      cell.result()
          .map(RunResult::definitions)
          .orElse(Map.of())
          .forEach(
              (metric, name) ->
                  definitions.computeIfAbsent(metric, m -> new TreeSet<>()).add(name));
    }
    return definitions;
  }

  private static Map<String, List<String>> warnings(List<Cell> cells) {
    Map<String, List<String>> warnings = new LinkedHashMap<>();
    for (Cell cell : cells) {
      String name =
          "%s, %s, seed %d".formatted(MethodNames.title(cell.method()), cell.forget(), cell.seed());
      cell.result()
          .ifPresent(
              result -> {
                List<String> own = new ArrayList<>(result.warnings());
                if (!result.bitExact()) {
                  own.add("a stage was resumed under other arithmetic: not bit-exact");
                }
                own.forEach(w -> warnings.computeIfAbsent(w, text -> new ArrayList<>()).add(name));
              });
    }
    return warnings;
  }
}
