package io.lethe.worker.report;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.workflows.contract.Comparison;
import io.lethe.workflows.contract.Comparison.Cell;
import io.lethe.workflows.contract.RunResult;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds a comparison that came from a file against what a report needs. */
final class ComparisonCheck {
  private final String name;

  private ComparisonCheck(String name) {
    this.name = name;
  }

  /**
   * Checks all cells.
   *
   * @throws InvalidInputException naming file and field of the first that is wrong
   */
  static void check(String name, Comparison comparison) {
    new ComparisonCheck(name).check(comparison);
  }

  private void check(Comparison comparison) {
    present("runId", comparison.runId());
    if (comparison.cells().isEmpty()) {
      throw new InvalidInputException(name + ": cells", "found none; allowed: at least one");
    }
    Set<List<Object>> seen = new HashSet<>();
    for (int i = 0; i < comparison.cells().size(); i++) {
      Cell cell = comparison.cells().get(i);
      String field = "cells[" + i + "]";
      present(field + ".method", cell.method());
      present(field + ".forget", cell.forget());
      present(field + ".run", cell.run());
      present(field + ".state", cell.state());
      cell.share().ifPresent(share -> percentage(field + ".share", 100 * share));
      cell.result().ifPresent(result -> check(field + ".result", result));
      if (!seen.add(List.of(cell.method(), cell.forget(), cell.seed()))) {
        throw new InvalidInputException(
            name + ": " + field,
            "found a second trial of %s, %s with seed %d; allowed: one"
                .formatted(cell.method(), cell.forget(), cell.seed()));
      }
    }
  }

  private void check(String field, RunResult result) {
    present(field + ".stages", result.stages());
    present(field + ".definitions", result.definitions());
    present(field + ".warnings", result.warnings());
    present(field + ".artifacts", result.artifacts());
    numbers(field + ".metrics", result.metrics());
    numbers(field + ".rte", result.rte());
    result.baseline().ifPresent(baseline -> numbers(field + ".baseline", baseline.metrics()));
    present(field + ".intervals", result.intervals())
        .forEach(
            (metric, ends) -> {
              if (ends == null || ends.size() != 2 || ends.contains(null)) {
                throw new InvalidInputException(
                    "%s: %s.intervals.%s".formatted(name, field, metric),
                    "found %s; allowed: [low, high]".formatted(ends));
              }
            });
  }

  private <T> T present(String field, T value) {
    if (value == null) {
      throw new InvalidInputException(name + ": " + field, "found nothing; allowed: a value");
    }
    return value;
  }

  private void numbers(String field, Map<String, Double> values) {
    present(field, values)
        .forEach(
            (key, value) -> {
              if (value == null || !Double.isFinite(value)) {
                throw new InvalidInputException(
                    "%s: %s.%s".formatted(name, field, key),
                    "found %s; allowed: a finite number".formatted(value));
              }
            });
  }

  private void percentage(String field, double value) {
    if (!(value > 0 && value <= 100)) {
      throw new InvalidInputException(
          name + ": " + field, "found %s; allowed: above 0, up to 1".formatted(value / 100));
    }
  }
}
