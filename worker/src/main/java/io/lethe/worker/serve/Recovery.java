package io.lethe.worker.serve;

import io.lethe.activities.StoredRunRecords;
import io.lethe.formats.MalformedFileException;
import io.lethe.gateway.RunEntry;
import io.lethe.gateway.Trigger;
import io.lethe.store.StoreException;
import io.lethe.worker.runtime.Runs;
import io.lethe.workflows.request.InvalidRequestException;
import io.temporal.client.WorkflowServiceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts what was triggered and never reached Temporal: its gateway was killed in between, Temporal
 * did not answer, or its DAG was paused. Starting twice does no harm: the second start attaches.
 *
 * <p>A thread of its own looks again and again: asking Temporal about many runs that no worker has
 * begun with takes long, and the list of runs must not wait for it.
 */
final class Recovery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  /** A trigger this young is probably being started by whoever stored it. */
  private static final Duration YOUNG = Duration.ofSeconds(5);

  private final RecordIndex index;
  private final Triggers triggers;
  private final StoredRunRecords records;
  private final Runs runs;
  private final Clock clock;
  private final Rounds rounds =
      new Rounds("recovery", this::pass, "Nobody looks for runs that were not started");

  Recovery(RecordIndex index, Triggers triggers, StoredRunRecords records, Runs runs, Clock clock) {
    this.index = index;
    this.triggers = triggers;
    this.records = records;
    this.runs = runs;
    this.clock = clock;
  }

  /** Begins to look. */
  void start() {
    rounds.start();
  }

  /** Looks at every trigger that has no record, the oldest first. */
  void pass() {
    Set<String> paused = triggers.paused();
    Instant young = clock.instant().minus(YOUNG);
    start(trigger -> !paused.contains(trigger.dag()) && trigger.at().isBefore(young));
  }

  /** Starts what waited for a DAG that goes on. */
  void pass(String dag) {
    start(trigger -> trigger.dag().equals(dag));
  }

  private void start(Predicate<Trigger> wanted) {
    List<RunEntry> waiting =
        new ArrayList<>(
            index.entries().stream()
                .filter(entry -> entry.record().isEmpty() && wanted.test(entry.trigger()))
                .toList());
    Collections.reverse(waiting);
    for (RunEntry entry : waiting) {
      try {
        waiting(entry.name()).ifPresent(this::start);
      } catch (WorkflowServiceException | StoreException e) {
        LOG.warn("Triggered runs wait to be started: {}", e.getMessage());
        return;
      } catch (MalformedFileException e) {
        // One damaged record must not keep the runs after it from starting.
        LOG.warn("{} is not started: {}", entry.name(), e.getMessage());
      }
    }
  }

  /**
   * What was triggered and never reached Temporal. The index may be behind: the store and Temporal
   * are asked.
   *
   * @throws WorkflowServiceException if Temporal does not answer
   */
  Optional<StoredTrigger> waiting(String run) {
    return runs.remembered(run) || records.latest(run).isPresent()
        ? Optional.empty()
        : triggers.find(run);
  }

  private void start(StoredTrigger trigger) {
    try {
      runs.start(trigger.request());
      LOG.info("Started {}, which was triggered at {}", trigger.name(), trigger.trigger().at());
    } catch (InvalidRequestException e) {
      LOG.warn("The trigger of {} is dropped: {}", trigger.name(), e.getMessage());
      triggers.remove(trigger.name());
      index.remove(trigger.name());
    }
  }

  @Override
  public void close() {
    rounds.close();
  }
}
