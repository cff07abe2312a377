package io.lethe.worker.serve;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that a thread does again and again, one round after the other. */
final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  /** Time between rounds, where they take no time. */
  private static final Duration SHORTEST = Duration.ofMillis(500);

  /** Of the time, at most a fourth is spent with work: servers have others to answer. */
  private static final int PAUSE_FACTOR = 3;

  private final String name;
  private final Round round;
  private final String failing;
  private volatile boolean closed;

  /**
   * Plans rounds.
   *
   * @param name of the thread
   * @param failing what is to be said of a round that fails; the next one is tried
   */
  Rounds(String name, Round round, String failing) {
    this.name = name;
    this.round = round;
    this.failing = failing;
  }

  /** The work of one round. */
  @FunctionalInterface
  interface Round {
    void go() throws InterruptedException;
  }

  void start() {
    Thread thread = new Thread(this::goOn, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void goOn() {
    try {
      while (!closed) {
        long begin = System.nanoTime();
        goOnce();
        long took = System.nanoTime() - begin;
        TimeUnit.NANOSECONDS.sleep(Math.max(SHORTEST.toNanos(), took * PAUSE_FACTOR));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void goOnce() throws InterruptedException {
    try {
      round.go();
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.warn("{}: {}", failing, e.getMessage());
      }
    }
  }

  /** The round that is under way is the last one. */
  @Override
  public void close() {
    closed = true;
  }
}
