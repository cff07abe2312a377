package io.lethe.worker.report;

import io.lethe.unlearning.metric.Interval;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.Comparison.Cell;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.StageTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The numbers of one model in one trial.
 *
 * @param metrics percent
 * @param intervals 95 % intervals over records, percent, where known
 * @param seconds run time by phase
 * @param model the weights, where known: trials with one model are no independent ones
 * @param attacks membership attacks by the name of their definition, fractions, where known
 */
public record Trial(
    Map<String, Double> metrics,
    Map<String, Interval> intervals,
    Map<String, Double> seconds,
    Optional<String> model,
    SortedMap<String, Double> attacks) {
  private static final String ATTACK = "mia.";

  /**
   * The trial of a cell; empty unless its run has ended, and not by a failure or on request. A run
   * that was held back by its gate or by a person is a trial like others.
   */
  static Optional<Trial> of(Cell cell) {
    if (!cell.state().ended() || cell.state().retryable()) {
      return Optional.empty();
    }
    return cell.result().filter(result -> !result.metrics().isEmpty()).map(Trial::of);
  }

  private static Trial of(RunResult result) {
    Map<String, Interval> intervals = new LinkedHashMap<>();
    result
        .intervals()
        .forEach((metric, ends) -> intervals.put(metric, new Interval(ends.get(0), ends.get(1))));
    return new Trial(
        result.metrics(),
        intervals,
        result.rte(),
        model(result, "unlearned").or(() -> model(result, "trained")),
        attacks(result));
  }

  private static SortedMap<String, Double> attacks(RunResult result) {
    SortedMap<String, Double> attacks = new TreeMap<>(result.details());
    attacks.keySet().removeIf(name -> !name.startsWith(ATTACK));
    return attacks;
  }

  private static Optional<String> model(RunResult result, String role) {
    return Optional.ofNullable(result.artifacts().get(role)).map(ArtifactRef::key);
  }

  /**
   * Retrain in the trial of a cell of another method; empty where that one had no baseline.
   *
   * @param seconds of its training, where the comparison trained it
   */
  static Optional<Trial> baseline(Cell cell, Optional<Double> seconds) {
    return of(cell)
        .flatMap(trial -> cell.result())
        .flatMap(
            result ->
                result
                    .baseline()
                    .map(
                        baseline ->
                            new Trial(
                                baseline.metrics(),
                                Map.of(),
                                trainingTime(result, seconds),
                                Optional.of(baseline.ref()),
                                new TreeMap<>())));
  }

  /** Known of a baseline that was trained for this run, or for the comparison. */
  private static Map<String, Double> trainingTime(RunResult result, Optional<Double> seconds) {
    return result.stages().stream()
        .filter(stage -> stage.name().equals("baseline"))
        .findFirst()
        .map(StageTime::seconds)
        .or(() -> seconds)
        .map(time -> Map.of("train", time))
        .orElse(Map.of());
  }

  /** Why a cell is no trial. */
  static String absence(Cell cell) {
    Optional<String> said =
        cell.result()
            .flatMap(result -> result.failure().map(f -> f.message()).or(() -> result.reason()));
    RunState state = cell.state();
    String why = said.orElse(state.ended() ? "no metrics" : "not ended");
    return state.wireName() + ": " + why;
  }
}
