package io.lethe.worker.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** Ctrl-C and SIGTERM, for commands that serve until one comes or compute in the foreground. */
final class Stop {
  /** What a shell reports of a process that SIGTERM ended. */
  private static final int TERMINATED = 143;

  private Stop() {}

  /**
   * Waits until the process is asked to end, then closes the services before it does.
   *
   * @param services what is served; closed once, in this order, in time for their last words to be
   *     written
   */
  static void await(AutoCloseable... services) throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              try {
                for (AutoCloseable service : services) {
                  service.close();
                }
              } catch (Exception e) {
                System.err.println("lethe: " + e.getMessage());
              } finally {
                closed.countDown();
              }
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    closed.await();
  }

  /**
   * Works with nothing to save: a signal ends the process at once. libtorch's exit handlers would
   * crash beside a thread that is inside a training step.
   */
  static <T> T ending(Callable<T> work) throws Exception {
    Thread hook = new Thread(() -> Runtime.getRuntime().halt(TERMINATED), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.call();
    } finally {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
