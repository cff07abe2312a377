package io.lethe.worker.progress;

import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.StageTime;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A result as a person reads it: the table of the paper (UA, RA, TA and MIA of the original model,
 * of the unlearned one and of Retrain, with the gaps), what it cost, and where the artifacts are.
 */
public final class ResultTable {
  private static final List<String> PAPER_ORDER = List.of("ua", "ra", "ta", "mia");

  private final RunResult result;
  private final List<String> columns;

  /** The table of a result. */
  public ResultTable(RunResult result) {
    this.result = result;
    this.columns =
        Stream.concat(PAPER_ORDER.stream(), result.metrics().keySet().stream())
            .distinct()
            .filter(result.metrics()::containsKey)
            .toList();
  }

  /** Prints it. */
  public void print(PrintStream out) {
    out.printf("%n%s: %s%n", result.runId(), result.state().wireName());
    result.failure().ifPresent(failure -> out.println("  " + failure.message()));
    result.reason().ifPresent(reason -> out.println("  " + reason));
    result
        .cells()
        .ifPresent(
            cells ->
                out.printf(
                    "  cells: %d of %d completed, %d failed, %d cancelled, %d open%n",
                    cells.completed(),
                    cells.total(),
                    cells.failed(),
                    cells.cancelled(),
                    cells.open()));
    if (!result.metrics().isEmpty()) {
      metrics(out);
    }
    result.warnings().forEach(warning -> out.println("  warning: " + warning));
    if (!result.stages().isEmpty()) {
      out.printf("%n  %-18s %9s %9s%n", "stage", "seconds", "attempts");
    }
    for (StageTime stage : result.stages()) {
      out.printf("  %-18s %9.1f %9d%n", stage.name(), stage.seconds(), stage.attempts());
    }
    if (!result.artifacts().isEmpty()) {
      out.println();
    }
    result
        .artifacts()
        .forEach(
            (role, ref) -> out.printf("  %-18s %s (%,d bytes)%n", role, ref.key(), ref.bytes()));
  }

  private void metrics(PrintStream out) {
    out.printf("%n  %-18s", "percent");
    columns.forEach(name -> out.print(cell(name, name.toUpperCase(Locale.ROOT))));
    out.println(result.avgGap().isPresent() ? " Avg. Gap" : "");
    row(out, "original", result.original(), Optional.empty());
    boolean trained = result.artifacts().containsKey("trained");
    row(out, trained ? "trained" : "unlearned", result.metrics(), Optional.empty());
    result
        .baseline()
        .ifPresent(baseline -> row(out, "Retrain", baseline.metrics(), Optional.empty()));
    row(out, "gap", result.gaps(), result.avgGap());
  }

  private void row(
      PrintStream out, String title, Map<String, Double> values, Optional<Double> average) {
    if (values.isEmpty()) {
      return;
    }
    out.printf("  %-18s", title);
    for (String name : columns) {
      Double value = values.get(name);
      out.print(cell(name, value == null ? "" : "%.2f".formatted(value)));
    }
    out.println(average.map(gap -> " %8.2f".formatted(gap)).orElse(""));
  }

  /** Right-aligned in its column, which is as wide as its title, but not narrower than a number. */
  private static String cell(String column, String text) {
    return " " + " ".repeat(Math.max(0, Math.max(8, column.length()) - text.length())) + text;
  }
}
