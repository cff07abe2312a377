package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.Admission;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.Baseline;
import io.lethe.workflows.contract.Evaluation;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.Gaps;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.contract.StageTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The result as it grows from stage to stage; a run that ends early reports what there is. */
final class ResultDraft {
  private final String runId;
  private final List<StageTime> times = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, ArtifactRef> artifacts = new LinkedHashMap<>();
  private final Map<String, Double> rte = new LinkedHashMap<>();
  private Optional<String> membership = Optional.empty();
  private Evaluation evaluation = new Evaluation(Map.of(), Map.of(), Map.of(), Map.of(), List.of());
  private Map<String, Double> original = Map.of();
  private Optional<Baseline> baseline = Optional.empty();
  private Gaps gaps = Gaps.none();
  private boolean bitExact = true;

  ResultDraft(String runId) {
    this.runId = runId;
  }

  void admitted(Admission admission) {
    membership = Optional.of(admission.membership());
    warn(admission.warnings());
  }

  void finished(String name, StageResult stage) {
    times.add(stage.time(name));
    bitExact &= stage.bitExact();
    warn(stage.warnings());
  }

  /** The baseline was trained for this run: what that took, evaluations aside. */
  void trainedBaseline(RunResult result) {
    result.stages().stream()
        .filter(stage -> stage.name().equals("train"))
        .map(stage -> new StageTime("baseline", stage.seconds(), stage.attempts()))
        .forEach(times::add);
  }

  void artifact(String role, ArtifactRef ref) {
    artifacts.put(role, ref);
  }

  /** Run time of a phase, seconds; which phases count is part of the metric's definition. */
  void runTime(String phase, double seconds) {
    rte.put(phase, seconds);
  }

  void evaluated(Evaluation found) {
    evaluation = found;
    warn(found.warnings());
  }

  void original(Evaluation found) {
    original = found.metrics();
  }

  /** Compares with Retrain; what has been evaluated before is what is compared. */
  void compare(Baseline found) {
    baseline = Optional.of(found);
    gaps = Gaps.between(evaluation.metrics(), found.metrics());
  }

  void warn(List<String> more) {
    more.stream().filter(w -> !warnings.contains(w)).forEach(warnings::add);
  }

  Map<String, Double> metrics() {
    return evaluation.metrics();
  }

  Optional<Double> avgGap() {
    return gaps.average();
  }

  Map<String, ArtifactRef> artifacts() {
    return Map.copyOf(artifacts);
  }

  RunResult build(RunState state, Optional<String> reason, Optional<Failure> failure) {
    return new RunResult(
        runId,
        state,
        membership,
        List.copyOf(times),
        evaluation.metrics(),
        evaluation.definitions(),
        evaluation.intervals(),
        evaluation.details(),
        original,
        baseline,
        gaps.byMetric(),
        gaps.average(),
        new LinkedHashMap<>(rte),
        bitExact,
        List.copyOf(warnings),
        new LinkedHashMap<>(artifacts),
        reason,
        failure,
        Optional.empty());
  }
}
