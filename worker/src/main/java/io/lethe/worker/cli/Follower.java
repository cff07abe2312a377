package io.lethe.worker.cli;

import io.lethe.worker.progress.ProgressLine;
import io.lethe.worker.progress.ProgressText;
import io.lethe.worker.runtime.Runs;
import io.lethe.worker.runtime.Session;
import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.RunStatus;
import io.temporal.client.WorkflowServiceException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Shows a run's progress until its result is there; Ctrl-C says how to come back. */
final class Follower {
  private static final long POLL_MILLIS = 500;

  /** A server may restart; one that is silent for longer is gone. */
  private static final long SILENCE_SECONDS = 20;

  private final Environment environment;
  private final Session session;
  private long lastAnswer = System.nanoTime();
  private Optional<String> lastTrouble = Optional.empty();
  private boolean waits;

  Follower(Environment environment, Session session) {
    this.environment = environment;
    this.session = session;
  }

  /**
   * Waits for the result.
   *
   * @throws IOException if the server does not answer any more
   */
  RunResult follow(String name) throws IOException {
    Runs runs = session.runs();
    ProgressLine line = new ProgressLine(environment.err(), environment.terminal());
    try (DetachNotice notice = DetachNotice.install(environment.err(), session, name)) {
      CompletableFuture<RunResult> result = CompletableFuture.supplyAsync(() -> runs.await(name));
      // At once: also of a run that is over before the next look, something is seen.
      look(runs, name, line);
      while (!notice.given()) {
        try {
          return result.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException stillRunning) {
          look(runs, name, line);
        }
      }
      throw new InterruptedIOException("detached from " + name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + name);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IOException(e.getCause());
    } finally {
      line.end();
    }
  }

  private void look(Runs runs, String name, ProgressLine line) throws IOException {
    try {
      tellTrouble(runs, name, line);
      runs.status(name).ifPresent(status -> show(name, status, line));
      lastAnswer = System.nanoTime();
    } catch (WorkflowServiceException e) {
      if (System.nanoTime() - lastAnswer > TimeUnit.SECONDS.toNanos(SILENCE_SECONDS)) {
        throw new IOException(
            session.place() + " does not answer any more; type the same command again to go on", e);
      }
    }
  }

  private void show(String name, RunStatus status, ProgressLine line) {
    boolean waited = waits;
    waits = status.state() == RunState.AWAITING_APPROVAL;
    if (waits && !waited) {
      line.print(
          "lethe: %s waits for a person: 'lethe approve %s' or 'lethe reject %s'"
              .formatted(name, name, name));
    }
    if (!waits) {
      Progress progress = status.progress();
      line.show(progress.stage(), ProgressText.fraction(progress), ProgressText.details(progress));
    }
  }

  /** A run that is tried again and again must not look as if it were working. */
  private void tellTrouble(Runs runs, String name, ProgressLine line) {
    Optional<String> trouble = runs.trouble(name);
    if (trouble.isPresent() && !trouble.equals(lastTrouble)) {
      line.print("lethe: " + trouble.get());
    }
    lastTrouble = trouble;
  }
}
