package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.gateway.LiveStates;
import io.lethe.gateway.RunEntry;
import io.lethe.gateway.airflow.Templates.Body;
import io.lethe.workflows.client.Standing;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.RequestFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run as a dag run.
 *
 * @param entry the run
 * @param state {@code queued}, {@code running}, {@code success} or {@code failed}
 */
record RunView(RunEntry entry, String state) {
  static final String QUEUED = "queued";
  static final String RUNNING = "running";
  static final String SUCCESS = "success";
  static final String FAILED = "failed";

  /** As the records have it: one that Temporal has lost counts as running. */
  static RunView recorded(RunEntry entry) {
    return new RunView(entry, entry.record().map(record -> state(record.state())).orElse(QUEUED));
  }

  /** With Temporal's word on those that have not ended. */
  static List<RunView> live(Collection<RunEntry> entries, LiveStates states) {
    Map<String, Standing> standings =
        states.of(entries.stream().flatMap(entry -> entry.record().stream()).toList());
    return entries.stream()
        .map(
            entry ->
                entry
                    .record()
                    .map(record -> new RunView(entry, state(standings.get(entry.name()))))
                    .orElse(recorded(entry)))
        .toList();
  }

  private static String state(Standing standing) {
    RunState recorded = standing.record().state();
    if (standing.interrupted()) {
      return FAILED;
    }
    // Executed again, and not so far yet that there is a record of it.
    return recorded.ended() && standing.live().isPresent() ? QUEUED : state(recorded);
  }

  private static String state(RunState state) {
    if (!state.ended()) {
      return RUNNING;
    }
    return state.endedWell() ? SUCCESS : FAILED;
  }

  /** The record of the execution that the state is about. */
  Optional<RunRecord> record() {
    return entry.record().filter(record -> !state.equals(QUEUED));
  }

  Optional<Instant> started() {
    return record().map(RunRecord::startedAt);
  }

  Optional<Instant> ended() {
    return record().filter(record -> record.state().ended()).map(RunRecord::updatedAt);
  }

  /** Seconds from start to end. */
  Optional<Double> duration() {
    return ended().map(end -> Duration.between(started().orElseThrow(), end).toMillis() / 1000.0);
  }

  Instant updated() {
    return record().map(RunRecord::updatedAt).orElse(entry.trigger().at());
  }

  @Body
  record Known(
      String dagRunId,
      String dagId,
      Optional<Instant> logicalDate,
      Instant queuedAt,
      Optional<Instant> startDate,
      Optional<Instant> endDate,
      Optional<Double> duration,
      Optional<Instant> dataIntervalStart,
      Optional<Instant> dataIntervalEnd,
      Instant runAfter,
      Optional<Instant> lastSchedulingDecision,
      String state,
      Optional<String> triggeredBy,
      Optional<String> triggeringUserName,
      ObjectNode conf,
      Optional<String> note,
      List<ObjectNode> dagVersions,
      String dagDisplayName) {}

  /** As Airflow writes it. */
  ObjectNode body(Release release) {
    String dag = entry.trigger().dag();
    Optional<Instant> logicalDate = entry.trigger().logicalDate();
    return Templates.fill(
        "dagRun",
        new Known(
            entry.name(),
            dag,
            logicalDate,
            entry.trigger().at(),
            started(),
            ended(),
            duration(),
            logicalDate,
            logicalDate,
            entry.trigger().at(),
            record().map(RunRecord::updatedAt),
            state,
            entry.trigger().by().map(user -> "rest_api"),
            entry.trigger().by(),
            RequestFormat.tree(entry.request()),
            entry.trigger().note(),
            Dag.of(dag).map(release::of).stream().toList(),
            dag));
  }
}
