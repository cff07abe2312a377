package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.Admission;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.Baseline;
import io.lethe.workflows.contract.Evaluation;
import io.lethe.workflows.contract.Failure;
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
  /** The metrics of Avg. Gap; others, such as {@code ta.all}, have a gap of their own only. */
  private static final List<String> AVERAGED = List.of("ua", "ra", "ta", "mia");

  private final String runId;
  private final List<StageTime> times = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, ArtifactRef> artifacts = new LinkedHashMap<>();
  private final Map<String, Double> rte = new LinkedHashMap<>();
  private Optional<String> membership = Optional.empty();
  private Evaluation evaluation = new Evaluation(Map.of(), Map.of(), Map.of(), Map.of(), List.of());
  private Map<String, Double> original = Map.of();
  private Optional<Baseline> baseline = Optional.empty();
  private Map<String, Double> gaps = Map.of();
  private Optional<Double> avgGap = Optional.empty();
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

  /**
   * Compares with the baseline: |unlearned − baseline| by metric, and the mean of those that Avg.
   * Gap is made of.
   */
  void compare(Baseline found) {
    baseline = Optional.of(found);
    Map<String, Double> differences = new LinkedHashMap<>();
    evaluation
        .metrics()
        .forEach(
            (metric, value) -> {
              Double other = found.metrics().get(metric);
              if (other != null) {
                differences.put(metric, Math.abs(value - other));
              }
            });
    gaps = differences;
    List<Double> averaged =
        AVERAGED.stream().filter(differences::containsKey).map(differences::get).toList();
    avgGap =
        averaged.isEmpty()
            ? Optional.empty()
            : Optional.of(
                averaged.stream().mapToDouble(Double::doubleValue).sum() / averaged.size());
  }

  void warn(List<String> more) {
    more.stream().filter(w -> !warnings.contains(w)).forEach(warnings::add);
  }

  Map<String, Double> metrics() {
    return evaluation.metrics();
  }

  Optional<Double> avgGap() {
    return avgGap;
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
        gaps,
        avgGap,
        new LinkedHashMap<>(rte),
        bitExact,
        List.copyOf(warnings),
        new LinkedHashMap<>(artifacts),
        reason,
        failure,
        Optional.empty());
  }
}
