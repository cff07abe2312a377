package io.lethe.activities.plan;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.workflows.request.BaselineSpec;
import io.lethe.workflows.request.CompareRequest;
import io.lethe.workflows.request.CompareRuns;
import io.lethe.workflows.request.ComparedRun;
import io.lethe.workflows.request.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds a comparison against data and model: one plan for each forget set with the first method,
 * and for each further method one with the first forget set. Seeds do not matter to a plan, except
 * that every seed has a baseline of its own.
 */
public final class ComparePlanner {
  private final Planner planner;
  private final CompareRequest request;
  private final CompareRuns runs;
  private final Map<Integer, Plan> byForget = new LinkedHashMap<>();
  private final Map<Integer, Plan> byRow = new LinkedHashMap<>();

  /** A planner of that request; references must be {@code s3://}. */
  public ComparePlanner(Planner planner, CompareRequest request) {
    this.planner = planner;
    this.request = request;
    this.runs = CompareRuns.of(request);
  }

  /**
   * Plans the comparison.
   *
   * @throws InvalidInputException naming the field that is wrong
   */
  public ComparePlan plan() {
    for (ComparedRun cell : runs.cells()) {
      int set = cell.trial().set();
      if (cell.row() == 0 && !byForget.containsKey(set)) {
        byForget.put(set, plan(cell));
      }
      if (set == 0 && !byRow.containsKey(cell.row())) {
        byRow.put(cell.row(), cell.row() == 0 ? byForget.get(0) : plan(cell));
      }
    }
    searchedSets();
    Plan largest = byForget.get(0);
    return new ComparePlan(
        request.name(),
        "compare",
        runs.cells().size(),
        runs.search().size(),
        runs.baselines().size(),
        request.parallelism(),
        List.copyOf(byForget.values()),
        seconds(),
        largest.memoryBytes(),
        largest.diskBytes() * runs.all().size(),
        warnings());
  }

  /** Forget sets of the search exist, too. */
  private void searchedSets() {
    if (request.search().filter(search -> !search.forget().isEmpty()).isPresent()) {
      Set<Integer> seen = new LinkedHashSet<>();
      for (ComparedRun run : runs.search()) {
        if (seen.add(run.trial().set())) {
          plan(run);
        }
      }
    }
  }

  /** Paths of the run's request become those of the comparison. */
  private Plan plan(ComparedRun run) {
    BaselineSpec baseline =
        request.baseline().mode() == BaselineSpec.Mode.REF
            ? request.baseline()
            : BaselineSpec.none();
    Request single = runs.unlearning(run, request.methods().get(run.row()).method(), baseline);
    try {
      return planner.plan(single);
    } catch (InvalidInputException e) {
      String sets = run.role() == ComparedRun.Role.SEARCH ? "search.forget" : "forget";
      throw e.of(
          e.field()
              .replaceFirst("^forget", "%s[%d]".formatted(sets, run.trial().set()))
              .replaceFirst("^method", "methods[%d].method".formatted(run.row())));
    }
  }

  /** A row costs as much more on another forget set as the first row does. */
  private double seconds() {
    double seconds = 0;
    for (ComparedRun run : runs.all()) {
      if (run.role() != ComparedRun.Role.BASELINE) {
        Plan first = byForget.get(0);
        Plan set = byForget.getOrDefault(run.trial().set(), first);
        seconds += byRow.get(run.row()).seconds() * set.seconds() / first.seconds();
      }
    }
    return seconds;
  }

  private List<String> warnings() {
    Set<String> warnings = new LinkedHashSet<>();
    byForget.values().forEach(plan -> warnings.addAll(plan.warnings()));
    byRow.values().forEach(plan -> warnings.addAll(plan.warnings()));
    return new ArrayList<>(warnings);
  }
}
