package io.lethe.gateway.lethe;

import io.javalin.http.Context;
import io.lethe.gateway.Desk;
import io.lethe.gateway.RunEntry;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.StageResult;
import io.temporal.client.WorkflowServiceException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What happened in a run, told from its records; it has no log file that could be read. */
final class RunLog {
  private final Desk desk;

  RunLog(Desk desk) {
    this.desk = desk;
  }

  /** How much a line matters. */
  enum Level {
    INFO,
    WARNING,
    ERROR
  }

  /**
   * A line.
   *
   * @param at when it happened
   * @param level how much it matters
   * @param message what happened
   */
  record Line(Instant at, Level level, String message) {}

  void show(Context context) throws IOException {
    context.json(of(RunHandlers.entry(desk, context)));
  }

  private List<Line> of(RunEntry entry) throws IOException {
    List<Line> lines = new ArrayList<>();
    String by = entry.trigger().by().map(name -> " by " + name).orElse("");
    lines.add(new Line(entry.trigger().at(), Level.INFO, "asked for" + by));
    List<RunRecord> executions = desk.executions(entry.name());
    for (int i = 0; i < executions.size(); i++) {
      execution(executions.get(i), i + 1, lines);
    }
    trouble(entry.name()).ifPresent(why -> lines.add(new Line(Instant.now(), Level.WARNING, why)));
    return lines;
  }

  private Optional<String> trouble(String run) {
    try {
      return desk.running(run) ? desk.trouble(run) : Optional.empty();
    } catch (WorkflowServiceException e) {
      // A courtesy beside the records: a busy server must not cost what they tell.
      return Optional.empty();
    }
  }

  private void execution(RunRecord record, int number, List<Line> lines) {
    lines.add(
        new Line(
            record.startedAt(),
            Level.INFO,
            number == 1 ? "begins" : "begins for the %d. time".formatted(number)));
    record.stages().forEach(stage -> stage(record, stage, lines));
    if (record.state() != RunState.RUNNING) {
      lines.add(new Line(record.updatedAt(), level(record.state()), end(record)));
    }
  }

  private void stage(RunRecord record, StageResult stage, List<Line> lines) {
    // Stores tell whole seconds.
    Instant began = record.startedAt().truncatedTo(ChronoUnit.SECONDS);
    Optional<Instant> stored = desk.finishedAt(stage);
    boolean found = stored.filter(began::isAfter).isPresent();
    Instant at =
        stored
            .map(time -> time.isBefore(record.startedAt()) ? record.startedAt() : time)
            .orElse(record.updatedAt());
    lines.add(new Line(at, Level.INFO, stage.stage() + (found ? ": found finished" : cost(stage))));
    stage.warnings().stream()
        .map(warning -> new Line(at, Level.WARNING, stage.stage() + ": " + warning))
        .forEach(lines::add);
  }

  private static String cost(StageResult stage) {
    return String.format(
        Locale.ROOT,
        ": finished after %.1f s of work, %d %s",
        stage.seconds(),
        stage.attempts(),
        stage.attempts() == 1 ? "attempt" : "attempts");
  }

  private static String end(RunRecord record) {
    Optional<String> why =
        record
            .result()
            .flatMap(result -> result.failure().map(f -> f.message()).or(result::reason));
    return record.state().wireName() + why.map(text -> ": " + text).orElse("");
  }

  private static Level level(RunState state) {
    if (state == RunState.FAILED) {
      return Level.ERROR;
    }
    return state.endedWell() || !state.ended() ? Level.INFO : Level.WARNING;
  }
}
