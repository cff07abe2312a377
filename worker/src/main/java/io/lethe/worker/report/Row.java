package io.lethe.worker.report;

import io.lethe.worker.report.statistics.PairedGaps;
import io.lethe.worker.report.statistics.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One method on one forget set.
 *
 * @param label label of the comparison
 * @param trials trials by seed, without those that failed
 * @param gaps distance from Retrain
 */
public record Row(String label, SortedMap<Long, Trial> trials, PairedGaps gaps) {
  /** The row of a method beside Retrain's trials. */
  static Row of(String label, SortedMap<Long, Trial> trials, SortedMap<Long, Trial> retrain) {
    return new Row(label, trials, PairedGaps.between(metrics(trials), metrics(retrain)));
  }

  private static SortedMap<Long, Map<String, Double>> metrics(SortedMap<Long, Trial> trials) {
    SortedMap<Long, Map<String, Double>> metrics = new TreeMap<>();
    trials.forEach((seed, trial) -> metrics.put(seed, trial.metrics()));
    return metrics;
  }

  /** The name in the paper. */
  public String title() {
    return MethodNames.title(label);
  }

  /** Whether it is the baseline. */
  public boolean isRetrain() {
    return MethodNames.isRetrain(label);
  }

  /** Values of a metric over trials, percent. */
  public Optional<Sample> metric(String metric) {
    return sample(trial -> trial.metrics().get(metric));
  }

  /** Seconds of a phase over trials. */
  public Optional<Sample> seconds(String phase) {
    return sample(trial -> trial.seconds().get(phase));
  }

  /** A membership attack over trials, a fraction. */
  public Optional<Sample> attack(String definition) {
    return sample(trial -> trial.attacks().get(definition));
  }

  /** Seconds of all phases over trials. */
  public Optional<Sample> totalSeconds() {
    return sample(
        trial ->
            trial.seconds().isEmpty()
                ? null
                : trial.seconds().values().stream().mapToDouble(Double::doubleValue).sum());
  }

  private Optional<Sample> sample(Function<Trial, Double> of) {
    List<Double> values = new ArrayList<>();
    trials.values().forEach(trial -> Optional.ofNullable(of.apply(trial)).ifPresent(values::add));
    return values.isEmpty() ? Optional.empty() : Optional.of(Sample.of(values));
  }

  /** Whether all trials, two or more, look at one model: then their spread is not one of models. */
  public boolean oneModel() {
    Set<Optional<String>> models =
        trials.values().stream().map(Trial::model).collect(Collectors.toSet());
    return trials.size() > 1 && models.size() == 1 && !models.contains(Optional.<String>empty());
  }
}
