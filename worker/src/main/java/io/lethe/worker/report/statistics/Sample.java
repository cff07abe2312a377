package io.lethe.worker.report.statistics;

import io.lethe.unlearning.metric.Interval;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * One number over independent trials.
 *
 * @param values one value a trial, in any unit; at least one
 */
public record Sample(List<Double> values) {
  /** The probability below the upper end of a two-sided 95 % interval. */
  private static final double UPPER = 0.975;

  /**
   * Copies the values.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Sample {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a sample has at least one value");
    }
  }

  /** A sample of these values. */
  public static Sample of(Collection<Double> values) {
    return new Sample(List.copyOf(values));
  }

  /** Number of trials n. */
  public int n() {
    return values.size();
  }

  /** x̄ = Σ xᵢ / n. */
  public double mean() {
    return values.stream().mapToDouble(Double::doubleValue).sum() / n();
  }

  /** s = √(Σ (xᵢ − x̄)² / (n − 1)), the sample standard deviation; empty for n = 1. */
  public OptionalDouble deviation() {
    if (n() < 2) {
      return OptionalDouble.empty();
    }
    double mean = mean();
    double squares = values.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
    return OptionalDouble.of(Math.sqrt(squares / (n() - 1)));
  }

  /**
   * Student's 95 % interval of the mean, x̄ ± t · s / √n with the 97.5 % quantile t of n − 1
   * degrees of freedom; empty for n = 1.
   */
  public Optional<Interval> interval() {
    if (n() < 2) {
      return Optional.empty();
    }
    double t = TDistribution.of(n() - 1.0).inverseCumulativeProbability(UPPER);
    double half = t * deviation().orElseThrow() / Math.sqrt(n());
    return Optional.of(new Interval(mean() - half, mean() + half));
  }
}
