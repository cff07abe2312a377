package io.lethe.gateway;

import io.lethe.workflows.client.Standing;
import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where runs stand by Temporal, asked once for all who want to know. A run that no worker answers
 * for keeps nobody waiting: it is shown as its record has it, and asked the more rarely the longer
 * it takes.
 */
public final class LiveStates implements AutoCloseable {
  private static final int ASKED_AT_ONCE = 8;
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(900);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Share of the time that is spent on a run that answers slowly: one in this many. */
  private static final int REST = 4;

  /** A run that nobody executes is not soon executed by anybody. */
  private static final long INTERRUPTED_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Desk desk;
  private final ExecutorService pool;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  /** Asks a desk. */
  public LiveStates(Desk desk) {
    this.desk = desk;
    this.pool =
        Executors.newFixedThreadPool(
            ASKED_AT_ONCE,
            task -> {
              Thread thread = new Thread(task, "gateway-live");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** A question to Temporal, and for how long its answer counts. */
  private final class Answer {
    final Instant written;
    final long asked = System.nanoTime();
    final CompletableFuture<Standing> standing;
    volatile long lasts = FRESH_NANOS;

    Answer(RunRecord record) {
      written = record.updatedAt();
      standing =
          CompletableFuture.supplyAsync(
              () -> {
                Standing found = newest(record);
                lasts =
                    Math.max(
                        found.interrupted() ? INTERRUPTED_NANOS : FRESH_NANOS,
                        REST * (System.nanoTime() - asked));
                return found;
              },
              pool);
    }

    boolean holds(RunRecord record) {
      return written.equals(record.updatedAt())
          && (!standing.isDone() || System.nanoTime() - asked < lasts);
    }
  }

  /** A run that Temporal does not run may have ended since its record was read. */
  private Standing newest(RunRecord record) {
    Standing found = desk.standing(record);
    if (!found.interrupted()) {
      return found;
    }
    try {
      return desk.run(record.name())
          .flatMap(RunEntry::record)
          .filter(now -> !now.equals(record))
          .map(desk::standing)
          .orElse(found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where one run stands. */
  public Standing of(RunRecord record) {
    boolean over = record.state().ended() && !record.state().retryable();
    if (over) {
      answers.remove(record.name());
      return new Standing(record, Optional.empty());
    }
    return wait(record, ask(record), System.nanoTime() + PATIENCE_NANOS);
  }

  /** Where runs stand, by name; asked at the same time. */
  public Map<String, Standing> of(Collection<RunRecord> records) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    Map<RunRecord, Answer> asked = new LinkedHashMap<>();
    records.forEach(record -> asked.put(record, ask(record)));
    Map<String, Standing> standings = new LinkedHashMap<>();
    asked.forEach((record, answer) -> standings.put(record.name(), wait(record, answer, deadline)));
    return standings;
  }

  /** What was found before is no longer so: the run was started again, or cancelled. */
  public void forget(String run) {
    answers.remove(run);
  }

  private Answer ask(RunRecord record) {
    return answers.compute(
        record.name(),
        (name, last) -> last != null && last.holds(record) ? last : new Answer(record));
  }

  private static Standing wait(RunRecord record, Answer answer, long deadline) {
    try {
      long left = Math.max(0, deadline - System.nanoTime());
      return answer.standing.get(left, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return silent(record);
    } catch (TimeoutException | ExecutionException e) {
      // Where a run stands is a courtesy; its record is the truth.
      return silent(record);
    }
  }

  private static Standing silent(RunRecord record) {
    return new Standing(
        record,
        record.state().ended()
            ? Optional.empty()
            : Optional.of(new RunStatus(record.state(), Progress.of(record.stage()))));
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
