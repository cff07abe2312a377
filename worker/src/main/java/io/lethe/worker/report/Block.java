package io.lethe.worker.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;

/**
 * All methods on one forget set.
 *
 * @param forget label of the forget set
 * @param share share of the training records it forgets, a fraction, where it is a random draw
 * @param seeds seeds of the trials that were asked for
 * @param rows Retrain first, then the paper's order, then the request's
 * @param absences cells without numbers, and why
 * @param salient share of salient weights, a fraction, by layer and method, means over trials
 */
public record Block(
    String forget,
    Optional<Double> share,
    SortedSet<Long> seeds,
    List<Row> rows,
    List<Absence> absences,
    Map<String, Map<String, Double>> salient) {

  /**
   * A cell without numbers.
   *
   * @param label the method's label
   * @param seed seed of the trial
   * @param run name of the run
   * @param reason state and why
   */
  public record Absence(String label, long seed, String run, String reason) {}

  /** Whether there is a Retrain to compare with. */
  public boolean hasRetrain() {
    return retrain().isPresent();
  }

  /** Retrain's row. */
  public Optional<Row> retrain() {
    return rows.stream().filter(Row::isRetrain).findFirst();
  }

  /** The smallest Avg. Gap among methods other than Retrain. */
  public OptionalDouble bestGap() {
    return rows.stream()
        .filter(row -> !row.isRetrain())
        .flatMapToDouble(row -> row.gaps().average().stream())
        .min();
  }

  /** Whether a row has that gap. */
  public boolean isBest(Row row) {
    return !row.isRetrain()
        && row.gaps().average().isPresent()
        && row.gaps().average().getAsDouble() == bestGap().orElseThrow();
  }

  /** Names of the membership attacks that any trial knows, in alphabetical order. */
  public List<String> attacks() {
    return rows.stream()
        .flatMap(row -> row.trials().values().stream())
        .flatMap(trial -> trial.attacks().keySet().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** The order of rows. */
  static Comparator<Row> order() {
    return Comparator.comparingInt(row -> MethodNames.rank(row.label()));
  }
}
