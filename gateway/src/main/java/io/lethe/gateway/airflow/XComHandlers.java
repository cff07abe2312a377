package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.gateway.airflow.Templates.Body;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.Evaluation;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.StageResult;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stages have left: references and numbers; of the last stage, the result of the run. */
final class XComHandlers {
  private static final String KEY = "return_value";

  private final TaskHandlers tasks;

  XComHandlers(TaskHandlers tasks) {
    this.tasks = tasks;
  }

  @Body
  record Entry(
      String key,
      Instant timestamp,
      Optional<Instant> logicalDate,
      String taskId,
      String dagId,
      String runId,
      String dagDisplayName,
      String taskDisplayName,
      Instant runAfter) {}

  /**
   * What a stage in between has left.
   *
   * @param artifacts references, by role
   * @param metrics percent, of an evaluation
   * @param seconds of work
   * @param attempts that were needed
   * @param bitExact whether no attempt went on under other arithmetic
   * @param warnings what a reader must know
   */
  record Left(
      Map<String, ?> artifacts,
      Map<String, Double> metrics,
      double seconds,
      int attempts,
      boolean bitExact,
      List<String> warnings) {
    static Left of(StageResult result) {
      return new Left(
          result.artifacts(),
          result.evaluation().map(Evaluation::metrics).orElse(Map.of()),
          result.seconds(),
          result.attempts(),
          result.bitExact(),
          result.warnings());
    }
  }

  Object list(Call call) throws IOException {
    TaskTry task = tasks.current(call);
    boolean wanted = value(task).isPresent() && call.text("xcom_key").map(KEY::equals).orElse(true);
    List<ObjectNode> all = wanted ? List.of(entry(task)) : List.of();
    return Map.of("xcom_entries", Page.of(call, all).toList(), "total_entries", all.size());
  }

  Object get(Call call) throws IOException {
    TaskTry task = tasks.current(call);
    JsonNode value =
        value(task)
            .filter(found -> call.path("xcom_key").equals(KEY))
            .orElseThrow(
                () ->
                    RefusedException.notFound(
                        "XCom entry with key: `%s` not found".formatted(call.path("xcom_key"))));
    ObjectNode entry = entry(task);
    return call.flag("stringify")
        ? entry.put("value", value.toString())
        : entry.set("value", value);
  }

  private static Optional<JsonNode> value(TaskTry task) {
    boolean last =
        Dag.of(task.run().entry().trigger().dag())
            .filter(dag -> dag.lastTask().equals(task.task()))
            .isPresent();
    Optional<?> value =
        last
            ? task.execution().map(Execution::record).flatMap(RunRecord::result)
            : task.result().map(Left::of);
    return value.map(Wire.mapper()::valueToTree);
  }

  private static ObjectNode entry(TaskTry task) {
    RunView run = task.run();
    String dag = run.entry().trigger().dag();
    return Templates.fill(
        "xcom",
        new Entry(
            KEY,
            task.ended().orElse(run.updated()),
            run.entry().trigger().logicalDate(),
            task.task(),
            dag,
            run.entry().name(),
            dag,
            task.task(),
            run.entry().trigger().at()));
  }
}
