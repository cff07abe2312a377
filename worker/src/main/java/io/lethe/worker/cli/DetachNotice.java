package io.lethe.worker.cli;

import io.lethe.worker.runtime.Session;
import java.io.IOException;
import java.io.PrintStream;

/**
 * What Ctrl-C (or SIGTERM) does while a run is followed: it says how to come back, and closes the
 * session, which lets a worker inside this process write its checkpoints first.
 */
final class DetachNotice implements AutoCloseable {
  private final PrintStream err;
  private final Session session;
  private final String run;
  private final Thread hook;
  private volatile boolean given;

  private DetachNotice(PrintStream err, Session session, String run) {
    this.err = err;
    this.session = session;
    this.run = run;
    this.hook = new Thread(this::detach, "detach");
  }

  static DetachNotice install(PrintStream err, Session session, String run) {
    DetachNotice notice = new DetachNotice(err, session, run);
    Runtime.getRuntime().addShutdownHook(notice.hook);
    return notice;
  }

  /** Whether the process is on its way out. */
  boolean given() {
    return given;
  }

  private void detach() {
    given = true;
    err.println();
    err.println(
        session.owner()
            ? "lethe: stopped; typing the same command again goes on from the last checkpoint"
            : "lethe: detached, " + run + " goes on; 'lethe watch " + run + "' follows it again");
    try {
      session.close();
    } catch (IOException e) {
      err.println("lethe: " + e.getMessage());
    }
  }

  /** The run has ended by itself. */
  @Override
  public void close() {
    if (!given) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        given = true; // The process began to end between the two lines above.
      }
    }
  }
}
