package io.lethe.workflows.client;

import io.lethe.workflows.contract.CompareInput;
import io.lethe.workflows.contract.Comparison;
import io.lethe.workflows.contract.RunOutcome;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.Candidate;
import io.lethe.workflows.request.CompareRequest;
import io.lethe.workflows.request.CompareRuns;
import io.lethe.workflows.request.ComparedRun;
import io.lethe.workflows.request.SearchSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A comparison as far as it has come, from the records of its runs: while it runs, after it, or
 * where its server is gone.
 */
public final class ComparisonAssembly {
  private final CompareRequest request;
  private final CompareRuns runs;
  private final RunRecords records;
  private final Map<String, RunOutcome> ended = new HashMap<>();
  private final Map<String, Optional<RunRecord>> read = new HashMap<>();

  /** The comparison of that request. */
  public ComparisonAssembly(CompareRequest request, RunRecords records) {
    this.request = request;
    this.runs = CompareRuns.of(request);
    this.records = records;
  }

  /** What the workflow knows of runs that have ended, also of those that left no record. */
  public ComparisonAssembly with(List<CompareInput.Ended> outcomes) {
    outcomes.forEach(run -> ended.put(run.run(), run.outcome()));
    return this;
  }

  /** Reads the records and gathers. */
  public Comparison gather() {
    return new Comparison(
        request.name(),
        runs.cells().stream().map(this::cell).toList(),
        runs.baselines().stream().map(this::baseline).toList(),
        request.search().map(this::search));
  }

  private Comparison.Cell cell(ComparedRun run) {
    return new Comparison.Cell(
        runs.label(run),
        run.trial().label(),
        run.trial().share(),
        run.trial().seed(),
        run.name(),
        state(run),
        result(run));
  }

  private Comparison.BaselineRun baseline(ComparedRun run) {
    return new Comparison.BaselineRun(
        run.trial().label(),
        run.trial().seed(),
        run.name(),
        begunWith(run) ? RunState.COMPLETED : state(run),
        Optional.ofNullable(ended.get(run.name()))
            .flatMap(RunOutcome::failure)
            .or(() -> result(run).flatMap(RunResult::failure)),
        result(run).map(result -> result.rte().get("train")));
  }

  /** One found by content has no record, but runs that needed it have. */
  private boolean begunWith(ComparedRun baseline) {
    return state(baseline) == RunState.WAITING
        && runs.all().stream()
            .filter(run -> !run.equals(baseline))
            .filter(run -> runs.baselineOf(run).filter(baseline::equals).isPresent())
            .anyMatch(run -> record(run.name()).isPresent());
  }

  private Comparison.Search search(SearchSpec spec) {
    List<Comparison.SearchRun> tried =
        runs.search().stream()
            .map(
                run ->
                    new Comparison.SearchRun(
                        run.candidate(), runs.candidate(run).parameters(), cell(run)))
            .toList();
    return new Comparison.Search(spec.seeds(), tried, choices());
  }

  /** Where all runs of a search have ended: before, another candidate may still win. */
  private List<Comparison.Choice> choices() {
    List<Comparison.Choice> choices = new ArrayList<>();
    for (ComparedRun cell : runs.cells()) {
      boolean first = cell.trial().seed() == request.seeds().get(0);
      boolean decided =
          runs.needs(cell).stream()
              .filter(run -> run.role() == ComparedRun.Role.SEARCH)
              .allMatch(run -> state(run).ended());
      if (first && decided && runs.searched(cell.row())) {
        choice(cell).ifPresent(choices::add);
      }
    }
    return choices;
  }

  private Optional<Comparison.Choice> choice(ComparedRun cell) {
    int set = cell.trial().set();
    OptionalInt chosen = runs.choose(cell.row(), set, this::avgGap);
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    Candidate candidate = runs.candidate(cell.row(), chosen.getAsInt());
    return Optional.of(
        new Comparison.Choice(
            runs.label(cell),
            cell.trial().label(),
            chosen.getAsInt(),
            candidate.parameters(),
            runs.meanGap(cell.row(), set, chosen.getAsInt(), this::avgGap)));
  }

  private Optional<Double> avgGap(String run) {
    return record(run)
        .filter(record -> record.state().endedWell())
        .flatMap(RunRecord::result)
        .flatMap(RunResult::avgGap);
  }

  private RunState state(ComparedRun run) {
    return Optional.ofNullable(ended.get(run.name()))
        .map(RunOutcome::state)
        .or(() -> record(run.name()).map(RunRecord::state))
        .orElse(RunState.WAITING);
  }

  private Optional<RunResult> result(ComparedRun run) {
    return record(run.name()).flatMap(RunRecord::result);
  }

  private Optional<RunRecord> record(String run) {
    return read.computeIfAbsent(run, records::latest);
  }
}
