package io.lethe.worker.report.statistics;

import io.lethe.unlearning.metric.Interval;
import java.util.List;
import java.util.Optional;

/**
 * By how much a metric lies clearly above Retrain's. A UA or MIA above Retrain's is no better
 * forgetting: it makes D_f recognisable.
 *
 * @param points mean(method) − mean(Retrain), percentage points, positive
 * @param basis how it was found to be clear
 */
public record Excess(double points, String basis) {
  /**
   * One trial of both sides.
   *
   * @param method value of the method, percent
   * @param methodInterval its 95 % interval over records, where known
   * @param retrain value of Retrain, percent
   * @param retrainInterval its 95 % interval over records, where known
   */
  public record Trial(
      double method,
      Optional<Interval> methodInterval,
      double retrain,
      Optional<Interval> retrainInterval) {
    /**
     * Whether the method's interval begins above Retrain's interval, or value where it has none.
     */
    boolean apart() {
      double limit = retrainInterval.map(Interval::high).orElse(retrain);
      return methodInterval.filter(interval -> interval.low() > limit).isPresent();
    }

    double difference() {
      return method - retrain;
    }
  }

  /**
   * The excess, if it is clear: the Student 95 % interval of the paired differences lies above 0
   * (two trials or more), or in every single trial the method's interval over records begins above
   * Retrain's.
   *
   * @param trials trials that both have
   */
  public static Optional<Excess> of(List<Trial> trials) {
    if (trials.isEmpty()) {
      return Optional.empty();
    }
    Sample differences = Sample.of(trials.stream().map(Trial::difference).toList());
    if (differences.interval().filter(interval -> interval.low() > 0).isPresent()) {
      return Optional.of(
          new Excess(differences.mean(), "95 % interval of the difference over trials above 0"));
    }
    return trials.stream().allMatch(Trial::apart)
        ? Optional.of(
            new Excess(
                differences.mean(), "95 % interval over records above Retrain's, each trial"))
        : Optional.empty();
  }
}
