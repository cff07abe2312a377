package io.lethe.workflows.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The result object of a run, as {@code lethe run --json} prints it (a stable contract).
 *
 * @param runId the run's name
 * @param state where the run ended
 * @param membership {@code checked}, {@code unknown}, or absent where the run never got that far
 * @param stages what each stage cost
 * @param metrics percent, of the unlearned (or trained) model
 * @param definitions which definition each metric follows
 * @param intervals 95 % intervals in percent
 * @param details further numbers of that model by the name of their definition: attacks of
 *     membership inference as fractions, losses in nats
 * @param original percent, of the original model
 * @param baseline reference and metrics of Retrain
 * @param gaps |unlearned − baseline| in percentage points
 * @param avgGap mean of the gaps, percentage points
 * @param rte seconds by phase: {@code mask}, {@code unlearn}, or {@code train}
 * @param bitExact whether no stage was resumed under other arithmetic
 * @param warnings what a reader must know
 * @param artifacts what was made, by role: {@code unlearned} or {@code trained}, {@code mask} …;
 *     {@code comparison} of a comparison
 * @param reason why the gate failed, who approved, rejected or cancelled and why
 * @param failure what went wrong, for state {@code failed}
 * @param cells how the runs of a comparison ended; absent for a run of one model
 */
@JsonPropertyOrder({
  "runId",
  "state",
  "membership",
  "stages",
  "metrics",
  "definitions",
  "intervals",
  "details",
  "original",
  "baseline",
  "gaps",
  "avgGap",
  "rte",
  "bitExact",
  "warnings",
  "artifacts",
  "reason",
  "failure",
  "cells"
})
public record RunResult(
    String runId,
    RunState state,
    Optional<String> membership,
    List<StageTime> stages,
    Map<String, Double> metrics,
    Map<String, String> definitions,
    Map<String, List<Double>> intervals,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> details,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> original,
    Optional<Baseline> baseline,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> gaps,
    Optional<Double> avgGap,
    Map<String, Double> rte,
    boolean bitExact,
    List<String> warnings,
    Map<String, ArtifactRef> artifacts,
    Optional<String> reason,
    Optional<Failure> failure,
    Optional<CellCounts> cells) {
  /** Maps that are left out of the JSON form when empty are empty again, not null. */
  public RunResult {
    details = details == null ? Map.of() : details;
    original = original == null ? Map.of() : original;
    gaps = gaps == null ? Map.of() : gaps;
  }

  /** The result of a run of which nothing is known but how it ended. */
  public static RunResult bare(String runId, RunState state, Optional<Failure> failure) {
    return bare(runId, state, List.of(), Map.of(), Optional.empty(), failure, Optional.empty());
  }

  /** A result without numbers of its own: that of a comparison. */
  public static RunResult bare(
      String runId,
      RunState state,
      List<String> warnings,
      Map<String, ArtifactRef> artifacts,
      Optional<String> reason,
      Optional<Failure> failure,
      Optional<CellCounts> cells) {
    return new RunResult(
        runId,
        state,
        Optional.empty(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Map.of(),
        true,
        warnings,
        artifacts,
        reason,
        failure,
        cells);
  }

  /** The same with more for a reader to know. */
  public RunResult withWarnings(List<String> more) {
    return new RunResult(
        runId,
        state,
        membership,
        stages,
        metrics,
        definitions,
        intervals,
        details,
        original,
        baseline,
        gaps,
        avgGap,
        rte,
        bitExact,
        Stream.concat(warnings.stream(), more.stream()).toList(),
        artifacts,
        reason,
        failure,
        cells);
  }

  /** Exit code of the command line. */
  public int exitCode() {
    return failure.map(f -> f.kind().exitCode()).orElse(state.exitCode());
  }
}
