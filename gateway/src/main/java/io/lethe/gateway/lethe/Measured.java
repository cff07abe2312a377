package io.lethe.gateway.lethe;

import io.lethe.workflows.contract.Baseline;
import io.lethe.workflows.contract.Evaluation;
import io.lethe.workflows.contract.Gaps;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.request.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The numbers of a run that has not ended, read off its finished stages: whoever is to approve a
 * run decides by them. They go into answers alone, never into a record.
 */
final class Measured {
  private static final String SUBJECT = "evaluate";
  private static final Set<String> TIMED = Set.of("mask", "unlearn", "train");

  private final RunRecord record;
  private final Evaluation evaluation;

  private Measured(RunRecord record, Evaluation evaluation) {
    this.record = record;
    this.evaluation = evaluation;
  }

  /** Empty before the run's own model is measured, and once there is a result. */
  static Optional<RunResult> of(RunRecord record) {
    return record.result().isPresent()
        ? Optional.empty()
        : evaluation(record, SUBJECT).map(found -> new Measured(record, found).result());
  }

  private static Optional<Evaluation> evaluation(RunRecord record, String name) {
    return record.stages().stream()
        .filter(stage -> stage.stage().equals(name))
        .findFirst()
        .flatMap(StageResult::evaluation);
  }

  private RunResult result() {
    Optional<Baseline> baseline = baseline();
    Gaps gaps =
        baseline
            .map(found -> Gaps.between(evaluation.metrics(), found.metrics()))
            .orElseGet(Gaps::none);
    List<StageResult> stages = record.stages();
    return new RunResult(
        record.name(),
        record.state(),
        Optional.empty(),
        stages.stream().map(stage -> stage.time(stage.stage())).toList(),
        evaluation.metrics(),
        evaluation.definitions(),
        evaluation.intervals(),
        evaluation.details(),
        evaluation(record, "evaluate-original").map(Evaluation::metrics).orElse(Map.of()),
        baseline,
        gaps.byMetric(),
        gaps.average(),
        runTimes(),
        stages.stream().allMatch(StageResult::bitExact),
        warnings(),
        Artifacts.made(stages),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Where the weights of one lie that was not named in the request, the record does not say. */
  private Optional<Baseline> baseline() {
    return evaluation(record, "evaluate-baseline")
        .map(
            found ->
                new Baseline(
                    ((Request) record.request()).baseline().ref().orElse(""), found.metrics()));
  }

  private Map<String, Double> runTimes() {
    return record.stages().stream()
        .filter(stage -> TIMED.contains(stage.stage()))
        .collect(
            Collectors.toMap(
                StageResult::stage, StageResult::seconds, (a, b) -> b, LinkedHashMap::new));
  }

  private List<String> warnings() {
    return Stream.concat(
            record.stages().stream().flatMap(stage -> stage.warnings().stream()),
            evaluation.warnings().stream())
        .distinct()
        .toList();
  }
}
