package io.lethe.worker.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * How long the same thing took, many times.
 *
 * @param times how often
 * @param p50Millis the median
 * @param p99Millis not exceeded by 99 of 100
 * @param maxMillis the longest
 */
public record Latency(int times, double p50Millis, double p99Millis, double maxMillis) {
  private static final double MEDIAN = 0.5;
  private static final double TAIL = 0.99;

  /** Takes times as they come. */
  static final class Clock {
    private final List<Long> nanos = new ArrayList<>();

    <T> T time(Callable<T> work) throws Exception {
      long begin = System.nanoTime();
      T result = work.call();
      nanos.add(System.nanoTime() - begin);
      return result;
    }

    Latency latency() {
      nanos.sort(null);
      return new Latency(
          nanos.size(), millis(MEDIAN), millis(TAIL), millis(nanos.get(nanos.size() - 1)));
    }

    /** The smallest time that so large a share of all does not exceed. */
    private double millis(double share) {
      return millis(nanos.get((int) Math.ceil(share * nanos.size()) - 1));
    }

    private static double millis(long nanos) {
      return TimeUnit.NANOSECONDS.toMicros(nanos) / 1000.0;
    }
  }
}
