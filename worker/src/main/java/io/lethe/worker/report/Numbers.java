package io.lethe.worker.report;

import io.lethe.unlearning.metric.Interval;
import io.lethe.worker.report.statistics.Sample;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** How numbers are written: the same on every machine. */
final class Numbers {
  /** What stands where there is no number. */
  static final String NONE = "–";

  private Numbers() {}

  /** Two digits behind the point, as the paper prints them. */
  static String two(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** One digit behind the point. */
  static String one(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** Mean ± deviation; without it for one trial. */
  static String spread(Sample sample, boolean deviation) {
    OptionalDouble s = deviation ? sample.deviation() : OptionalDouble.empty();
    return two(sample.mean()) + (s.isPresent() ? " ± " + two(s.getAsDouble()) : "");
  }

  /** {@code [low, high]}. */
  static String interval(Optional<Interval> interval) {
    return interval.map(i -> " [%s, %s]".formatted(two(i.low()), two(i.high()))).orElse("");
  }

  /** Every digit of a number, for CSV. */
  static String raw(double value) {
    return Double.toString(value);
  }
}
