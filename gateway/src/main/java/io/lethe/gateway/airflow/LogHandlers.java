package io.lethe.gateway.airflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.gateway.Desk;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.StageResult;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Logs of tries: told from records, as workers log elsewhere; no record ids. */
final class LogHandlers {
  private static final String NDJSON = "application/x-ndjson";

  private final Desk desk;
  private final TaskHandlers tasks;

  LogHandlers(Desk desk, TaskHandlers tasks) {
    this.desk = desk;
    this.tasks = tasks;
  }

  /**
   * A line.
   *
   * @param timestamp when
   * @param event what happened
   * @param level {@code info}, {@code warning} or {@code error}
   */
  record Line(Instant timestamp, String event, String level) {}

  /** The log as one document, or as one document a line where the client wants that. */
  Object get(Call call) throws IOException {
    List<Line> lines = lines(tasks.attempt(call, "try_number"));
    boolean lineByLine =
        Collections.list(call.context().req().getHeaders("Accept")).stream()
            .anyMatch(accept -> accept.contains(NDJSON));
    if (lineByLine) {
      StringBuilder text = new StringBuilder();
      for (Line line : lines) {
        text.append(json(line)).append('\n');
      }
      call.context().contentType(NDJSON).result(text.toString());
      return AirflowRoutes.ANSWERED;
    }
    ObjectNode body = Wire.mapper().createObjectNode();
    body.set("content", Wire.mapper().valueToTree(lines));
    return body.putNull("continuation_token");
  }

  private static String json(Line line) throws JsonProcessingException {
    return Wire.mapper().writeValueAsString(line);
  }

  private List<Line> lines(TaskTry task) {
    Execution execution = task.execution().orElseThrow();
    RunRecord record = execution.record();
    Instant begun = task.started().orElse(record.startedAt());
    Instant last = task.ended().orElse(record.updatedAt());
    List<Line> lines = new ArrayList<>();
    lines.add(new Line(begun, "%s of %s begins".formatted(task.task(), record.name()), "info"));
    task.result().ifPresent(result -> finished(result, last, lines));
    String state = task.state().orElse("");
    if (execution.alive()) {
      execution.trouble().ifPresent(why -> lines.add(new Line(last, why, "warning")));
      if (state.equals(RunView.RUNNING)) {
        progress(record).ifPresent(text -> lines.add(new Line(last, text, "info")));
      }
    }
    if (state.equals(Execution.AWAITING)) {
      lines.add(new Line(last, "a person must approve the result", "info"));
    }
    if (state.equals(RunView.FAILED)) {
      lines.add(new Line(last, end(record), "error"));
    }
    return lines;
  }

  private static void finished(StageResult result, Instant at, List<Line> lines) {
    lines.add(new Line(at, cost(result), "info"));
    result
        .artifacts()
        .forEach((role, ref) -> lines.add(new Line(at, role + ": " + ref.key(), "info")));
    result
        .evaluation()
        .ifPresent(found -> lines.add(new Line(at, "percent: " + found.metrics(), "info")));
    result.warnings().forEach(warning -> lines.add(new Line(at, warning, "warning")));
  }

  private static String cost(StageResult result) {
    return String.format(
        Locale.ROOT,
        "finished after %.1f s of work, %d %s",
        result.seconds(),
        result.attempts(),
        result.attempts() == 1 ? "attempt" : "attempts");
  }

  private Optional<String> progress(RunRecord record) {
    return desk.standing(record)
        .live()
        .map(status -> status.progress())
        .filter(progress -> progress.steps() > 0)
        .map(LogHandlers::text);
  }

  private static String text(Progress progress) {
    String step = "step %d of %d".formatted(progress.step(), progress.steps());
    return progress.epochs() > 1
        ? step + ", epoch %d of %d".formatted(progress.epoch() + 1, progress.epochs())
        : step;
  }

  private static String end(RunRecord record) {
    Optional<RunResult> result = record.result();
    if (result.isEmpty()) {
      return "interrupted: no server runs it any more; a rerun finds its checkpoints";
    }
    String why =
        result.get().failure().map(f -> f.message()).or(() -> result.get().reason()).orElse("");
    return why.isEmpty() ? record.state().wireName() : record.state().wireName() + ": " + why;
  }
}
