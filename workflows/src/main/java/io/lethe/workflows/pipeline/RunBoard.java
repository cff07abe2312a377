package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.CellCounts;
import io.lethe.workflows.contract.CellStatus;
import io.lethe.workflows.contract.CompareInput;
import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.RunOutcome;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.CompareRuns;
import io.lethe.workflows.request.ComparedRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which runs of a comparison wait, run and have ended, and which is next. */
final class RunBoard {
  private final CompareRuns runs;
  private final List<ComparedRun> waiting;
  private final Set<String> running = new LinkedHashSet<>();
  private final Map<String, RunOutcome> ended = new LinkedHashMap<>();

  RunBoard(CompareRuns runs, List<CompareInput.Ended> before) {
    this.runs = runs;
    before.forEach(run -> ended.put(run.run(), run.outcome()));
    waiting = new ArrayList<>(runs.all());
    waiting.removeIf(run -> ended.containsKey(run.name()));
  }

  boolean allBegun() {
    return waiting.isEmpty();
  }

  /** Whether a run may begin: everything it needs has ended, well or not. */
  boolean anyReady() {
    return ready().isPresent();
  }

  /** The next run that may begin; it counts as running from now on. */
  ComparedRun take() {
    ComparedRun next = ready().orElseThrow();
    waiting.remove(next);
    running.add(next.name());
    return next;
  }

  private Optional<ComparedRun> ready() {
    return waiting.stream()
        .filter(run -> runs.needs(run).stream().allMatch(n -> ended.containsKey(n.name())))
        .findFirst();
  }

  void end(ComparedRun run, RunOutcome outcome) {
    running.remove(run.name());
    ended.put(run.name(), outcome);
  }

  Optional<RunOutcome> outcome(String run) {
    return Optional.ofNullable(ended.get(run));
  }

  Optional<Double> avgGap(String run) {
    return outcome(run).filter(o -> o.state().endedWell()).flatMap(RunOutcome::avgGap);
  }

  List<CompareInput.Ended> ended() {
    return ended.entrySet().stream()
        .map(entry -> new CompareInput.Ended(entry.getKey(), entry.getValue()))
        .toList();
  }

  List<CellStatus> states() {
    return runs.all().stream().map(run -> new CellStatus(run.name(), state(run))).toList();
  }

  private RunState state(ComparedRun run) {
    return outcome(run.name())
        .map(RunOutcome::state)
        .orElse(running.contains(run.name()) ? RunState.RUNNING : RunState.WAITING);
  }

  CellCounts cells() {
    List<RunState> states = runs.cells().stream().map(this::state).toList();
    int completed = (int) states.stream().filter(RunState::endedWell).count();
    int failed = count(states, RunState.FAILED);
    int cancelled = count(states, RunState.CANCELLED);
    return new CellCounts(
        states.size(),
        completed,
        failed,
        cancelled,
        states.size() - completed - failed - cancelled);
  }

  private static int count(List<RunState> states, RunState wanted) {
    return (int) states.stream().filter(state -> state == wanted).count();
  }

  /** Runs that ended out of all, baselines and search included. */
  Progress progress(String stage) {
    String phase = running.isEmpty() ? "" : String.join(" ", running);
    return new Progress(
        stage,
        phase,
        0,
        0,
        ended.size(),
        runs.all().size(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
