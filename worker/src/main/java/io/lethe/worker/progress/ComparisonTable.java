package io.lethe.worker.progress;

import io.lethe.workflows.contract.Comparison;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.RunResult;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The runs of a comparison one by one, as far as they have come; means are the report's. */
public final class ComparisonTable {
  private static final List<String> COLUMNS = List.of("ua", "ra", "ta", "mia");

  private final Comparison comparison;

  /** The table of a comparison. */
  public ComparisonTable(Comparison comparison) {
    this.comparison = comparison;
  }

  /** Prints it. */
  public void print(PrintStream out) {
    out.printf("%n  %-20s %-12s %8s %-10s", "percent", "forget", "seed", "state");
    COLUMNS.forEach(name -> out.printf(" %8s", name.toUpperCase(Locale.ROOT)));
    out.println(" Avg. Gap");
    comparison.cells().forEach(cell -> row(out, cell.method(), cell));
    for (Comparison.BaselineRun baseline : comparison.baselines()) {
      out.printf(
          "  %-20s %-12s %8d %s%n",
          "baseline", baseline.forget(), baseline.seed(), baseline.state().wireName());
      baseline.failure().ifPresent(failure -> failure(out, baseline.run(), failure));
    }
    comparison.search().ifPresent(search -> search(out, search));
  }

  private static void row(PrintStream out, String title, Comparison.Cell cell) {
    Optional<RunResult> result = cell.result();
    Map<String, Double> metrics = result.map(RunResult::metrics).orElse(Map.of());
    out.printf(
        "  %-20s %-12s %8d %-10s", title, cell.forget(), cell.seed(), cell.state().wireName());
    for (String name : COLUMNS) {
      out.print(number(Optional.ofNullable(metrics.get(name))));
    }
    out.println(number(result.flatMap(RunResult::avgGap)));
    result.flatMap(RunResult::failure).ifPresent(failure -> failure(out, cell.run(), failure));
  }

  private static void failure(PrintStream out, String run, Failure failure) {
    out.printf("    %s: %s%n", run, failure.message());
  }

  private static void search(PrintStream out, Comparison.Search search) {
    out.printf("%n  search on seeds %s%n", search.seeds());
    search
        .runs()
        .forEach(run -> row(out, run.cell().method() + " c" + run.candidate(), run.cell()));
    search
        .choices()
        .forEach(
            choice ->
                out.printf(
                    "  chosen for %s, %s: %s, mean Avg. Gap %.2f%n",
                    choice.method(), choice.forget(), choice.parameters(), choice.avgGap()));
  }

  private static String number(Optional<Double> value) {
    return value.map(v -> " %8.2f".formatted(v)).orElse("         ");
  }
}
