package io.lethe.worker.report.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Values of one metric from the trials that both a method and Retrain have, in the same order.
 *
 * @param trials seeds of the trials
 * @param method values of the method
 * @param retrain values of Retrain
 */
public record Pairs(List<Long> trials, List<Double> method, List<Double> retrain) {
  /** Copies the lists. */
  public Pairs {
    trials = List.copyOf(trials);
    method = List.copyOf(method);
    retrain = List.copyOf(retrain);
  }

  /** Pairs of a metric, from metrics by trial. */
  static Pairs of(
      String metric,
      SortedMap<Long, Map<String, Double>> method,
      SortedMap<Long, Map<String, Double>> retrain) {
    List<Long> trials = new ArrayList<>();
    List<Double> left = new ArrayList<>();
    List<Double> right = new ArrayList<>();
    method.forEach(
        (trial, metrics) -> {
          Double value = metrics.get(metric);
          Double other = retrain.getOrDefault(trial, Map.of()).get(metric);
          if (value != null && other != null) {
            trials.add(trial);
            left.add(value);
            right.add(other);
          }
        });
    return new Pairs(trials, left, right);
  }

  /** Whether there is no common trial. */
  boolean isEmpty() {
    return trials.isEmpty();
  }

  /** Method − Retrain by trial. */
  List<Double> differences() {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      differences.add(method.get(i) - retrain.get(i));
    }
    return differences;
  }
}
