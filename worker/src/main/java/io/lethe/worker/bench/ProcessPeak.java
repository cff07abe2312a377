package io.lethe.worker.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Timer;
import java.util.TimerTask;

/** The largest resident memory and number of threads of this process while it is watched. */
final class ProcessPeak implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 1000;

  private final Timer clock = new Timer("peak", true);
  private volatile double mebibytes;
  private volatile int threads;

  private ProcessPeak() {}

  /** Begins to watch, once a second. */
  static ProcessPeak watch() {
    ProcessPeak peak = new ProcessPeak();
    TimerTask look =
        new TimerTask() {
          @Override
          public void run() {
            peak.look();
          }
        };
    peak.clock.schedule(look, 0, INTERVAL_MILLIS);
    return peak;
  }

  private synchronized void look() {
    try {
      mebibytes = Math.max(mebibytes, ResidentMemory.mebibytes());
      threads = Math.max(threads, ManagementFactory.getThreadMXBean().getThreadCount());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Mebibytes so far. */
  double mebibytes() {
    look();
    return mebibytes;
  }

  /** Threads so far. */
  int threads() {
    return threads;
  }

  @Override
  public void close() {
    clock.cancel();
  }
}
