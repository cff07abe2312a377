package io.lethe.worker.cli;

import java.util.concurrent.CountDownLatch;

/** Ctrl-C and SIGTERM, for commands that serve until one comes. */
final class Stop {
  private Stop() {}

  /**
   * Waits until the process is asked to end, then closes the service before it does.
   *
   * @param service what is served; closed once, in time for its last words to be written
   */
  static void await(AutoCloseable service) throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              try {
                service.close();
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
}
