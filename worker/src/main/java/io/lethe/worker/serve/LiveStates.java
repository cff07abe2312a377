package io.lethe.worker.serve;

import io.lethe.worker.runtime.Runs;
import io.lethe.workflows.client.Standing;
import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Temporal's live state laid over records: asked for only where a run has not ended, of many runs
 * at a time, and not waited for where no worker answers.
 */
final class LiveStates implements AutoCloseable {
  /** A page is worth more than the last word about one of its runs. */
  private static final long PATIENCE_MILLIS = 2000;

  private static final int THREADS = 16;

  private final Runs runs;
  private final Set<String> retried = ConcurrentHashMap.newKeySet();
  private final ExecutorService asking =
      Executors.newFixedThreadPool(
          THREADS,
          work -> {
            Thread thread = new Thread(work, "live-state");
            thread.setDaemon(true);
            return thread;
          });

  LiveStates(Runs runs) {
    this.runs = runs;
  }

  /** A run whose record has ended, and which runs again without a record of its own so far. */
  void retried(String run) {
    retried.add(run);
  }

  List<Standing> of(List<RunRecord> records) {
    List<CompletableFuture<Standing>> answers =
        records.stream().map(this::ask).toList();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    Standing[] standings = new Standing[records.size()];
    for (int i = 0; i < standings.length; i++) {
      standings[i] = await(answers.get(i), records.get(i), deadline);
    }
    return List.of(standings);
  }

  private CompletableFuture<Standing> ask(RunRecord record) {
    if (!record.state().ended()) {
      retried.remove(record.name());
    } else if (!retried.contains(record.name())) {
      return CompletableFuture.completedFuture(new Standing(record, Optional.empty()));
    }
    return CompletableFuture.supplyAsync(() -> runs.standing(record), asking);
  }

  private static Standing await(
      CompletableFuture<Standing> answer, RunRecord record, long deadline) {
    try {
      return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(false);
      // Nobody has said that it does not run.
      return new Standing(
          record, Optional.of(new RunStatus(record.state(), Progress.of(record.stage()))));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while asking for live states");
    }
  }

  @Override
  public void close() {
    asking.shutdownNow();
  }
}
