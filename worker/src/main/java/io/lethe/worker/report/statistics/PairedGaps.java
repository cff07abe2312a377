package io.lethe.worker.report.statistics;

import io.lethe.unlearning.metric.Gaps;
import io.lethe.unlearning.metric.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Distance of a method from Retrain over trials, as the paper takes it: gap(metric) = |mean(method)
 * − mean(Retrain)| over the trials that both have, and Avg. Gap = mean of the gaps of UA, RA, TA
 * and MIA.
 *
 * <p>The interval of Avg. Gap: with s = the sign of mean(method) − mean(Retrain) of a metric, every
 * trial has the signed gap d = mean over the four metrics of s · (method − Retrain). The mean of d
 * over trials is Avg. Gap, exactly; its Student 95 % interval is given, cut at 0. It is empty for
 * fewer than two common trials, and where a metric lacks in one of them.
 *
 * @param pairs values of both sides by metric
 * @param gaps gap and Avg. Gap, percentage points
 * @param interval 95 % interval of Avg. Gap, percentage points
 */
public record PairedGaps(Map<String, Pairs> pairs, Gaps gaps, Optional<Interval> interval) {
  /** Compares a method with Retrain, both as metrics by trial. */
  public static PairedGaps between(
      SortedMap<Long, Map<String, Double>> method, SortedMap<Long, Map<String, Double>> retrain) {
    Map<String, Pairs> pairs = new LinkedHashMap<>();
    for (String metric : names(method)) {
      Pairs found = Pairs.of(metric, method, retrain);
      if (!found.isEmpty()) {
        pairs.put(metric, found);
      }
    }
    return new PairedGaps(
        pairs, Gaps.between(means(pairs, Pairs::method), means(pairs, Pairs::retrain)), t(pairs));
  }

  private static Set<String> names(SortedMap<Long, Map<String, Double>> trials) {
    return trials.values().stream()
        .flatMap(metrics -> metrics.keySet().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, Double> means(
      Map<String, Pairs> pairs, Function<Pairs, List<Double>> side) {
    Map<String, Double> means = new LinkedHashMap<>();
    pairs.forEach((metric, values) -> means.put(metric, Sample.of(side.apply(values)).mean()));
    return means;
  }

  private static Optional<Interval> t(Map<String, Pairs> pairs) {
    List<Pairs> averaged = new ArrayList<>();
    for (String metric : Gaps.AVERAGED) {
      Pairs found = pairs.get(metric);
      if (found == null) {
        return Optional.empty();
      }
      averaged.add(found);
    }
    List<Long> trials = averaged.get(0).trials();
    if (averaged.stream().anyMatch(p -> !p.trials().equals(trials))) {
      return Optional.empty();
    }
    return Sample.of(signedGaps(averaged, trials.size()))
        .interval()
        .map(i -> new Interval(Math.max(0, i.low()), i.high()));
  }

  private static List<Double> signedGaps(List<Pairs> averaged, int trials) {
    double[] gaps = new double[trials];
    for (Pairs metric : averaged) {
      List<Double> differences = metric.differences();
      double sign = Math.signum(Sample.of(differences).mean());
      for (int i = 0; i < trials; i++) {
        gaps[i] += sign * differences.get(i) / averaged.size();
      }
    }
    return Arrays.stream(gaps).boxed().toList();
  }

  /** Avg. Gap in percentage points; empty unless all four metrics are there. */
  public OptionalDouble average() {
    return gaps.average();
  }

  /** Trials that entered the gaps, ascending. */
  public TreeSet<Long> trials() {
    return pairs.values().stream()
        .flatMap(p -> p.trials().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
