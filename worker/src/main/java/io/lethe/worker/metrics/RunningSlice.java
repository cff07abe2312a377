package io.lethe.worker.metrics;

import io.micrometer.core.instrument.Meter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A slice under way, and the gauges that are there for as long as it is. */
final class RunningSlice {
  private static final double NANOS = 1e9;

  private final Set<Meter> shown = ConcurrentHashMap.newKeySet();
  private volatile long savedNanos;
  private volatile double imagesPerSecond = Double.NaN;

  RunningSlice(long began) {
    savedNanos = began;
  }

  void saved(long nanos) {
    savedNanos = nanos;
  }

  /** Returns whether its speed was not known before. */
  boolean runsAt(double speed) {
    boolean first = Double.isNaN(imagesPerSecond);
    imagesPerSecond = speed;
    return first;
  }

  void shows(Meter gauge) {
    shown.add(gauge);
  }

  Set<Meter> shown() {
    return shown;
  }

  double unsavedSeconds() {
    return (System.nanoTime() - savedNanos) / NANOS;
  }

  double imagesPerSecond() {
    return imagesPerSecond;
  }
}
