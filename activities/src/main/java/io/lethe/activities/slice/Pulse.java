package io.lethe.activities.slice;

import io.lethe.workflows.contract.Progress;
import io.temporal.client.ActivityCompletionException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Beats the heart of an activity from a thread of its own, also while data is loaded or an upload
 * runs, and remembers when the server answered that the work should stop.
 */
public final class Pulse implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final AtomicReference<Progress> progress;
  private final AtomicReference<ActivityCompletionException> stop = new AtomicReference<>();
  private final ScheduledExecutorService beats;
  private final ScheduledFuture<?> beating;

  /**
   * Starts to beat. The first beat is sent before this returns: a task that was handed out long
   * ago, to a process that slept, is so noticed by {@link #check} before it overtakes its
   * successors.
   *
   * @param beat sends one heartbeat, usually {@code context::heartbeat}
   * @param stage name of the stage
   * @param interval time between beats
   */
  public Pulse(Consumer<Progress> beat, String stage, Duration interval) {
    progress = new AtomicReference<>(Progress.of(stage));
    send(beat);
    beats =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "pulse-" + stage);
              thread.setDaemon(true);
              return thread;
            });
    beating =
        beats.scheduleWithFixedDelay(
            () -> send(beat), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void send(Consumer<Progress> beat) {
    try {
      beat.accept(progress.get());
    } catch (ActivityCompletionException e) {
      stop.compareAndSet(null, e);
    } catch (RuntimeException e) {
      // A beat that did not get through is followed by another; the work must not end for it.
      LOG.warn("heartbeat failed: {}", e.getMessage());
    }
  }

  /** What the next beat reports. */
  public void report(Progress made) {
    progress.set(made);
  }

  /** What was reported last. */
  public Progress progress() {
    return progress.get();
  }

  /**
   * Ends the work if it should stop.
   *
   * @throws ActivityCompletionException cancelled, worker shutting down, or no longer wanted
   */
  public void check() {
    ActivityCompletionException e = stop.get();
    if (e != null) {
      throw e;
    }
  }

  /** Stops to beat. */
  @Override
  public void close() {
    beating.cancel(false);
    beats.shutdownNow();
    try {
      beats.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
