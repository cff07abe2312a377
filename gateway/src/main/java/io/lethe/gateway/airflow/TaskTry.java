package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.gateway.airflow.Templates.Body;
import io.lethe.workflows.contract.StageResult;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A stage in one execution of a run.
 *
 * @param run the run
 * @param task the stage
 * @param number from 1; 0 before the first
 * @param tries number of tries there are
 * @param execution it happened in; empty before the first
 * @param state empty while its turn has not come
 * @param started when it began, where known
 * @param ended when it ended, where known
 */
record TaskTry(
    RunView run,
    String task,
    int number,
    int tries,
    Optional<Execution> execution,
    Optional<String> state,
    Optional<Instant> started,
    Optional<Instant> ended) {
  @Body
  record Known(
      String taskId,
      String dagId,
      String dagRunId,
      Optional<Instant> startDate,
      Optional<Instant> endDate,
      Optional<Double> duration,
      Optional<String> state,
      int tryNumber,
      int maxTries,
      String taskDisplayName,
      String dagDisplayName,
      String queue,
      String operator,
      String operatorName,
      ObjectNode dagVersion) {}

  @Body
  record Instance(UUID id, Optional<Instant> logicalDate, Instant runAfter) {}

  /** What the stage has left behind. */
  Optional<StageResult> result() {
    return execution.flatMap(found -> found.result(task));
  }

  /** As Airflow writes one of several tries. */
  ObjectNode history(Release release) {
    String dag = run.entry().trigger().dag();
    return Templates.fill(
        "try",
        new Known(
            task,
            dag,
            run.entry().name(),
            started,
            ended,
            result().map(StageResult::seconds),
            state,
            number,
            Math.max(0, tries - 1),
            task,
            dag,
            DagHandlers.queue(task),
            DagHandlers.operator(task),
            DagHandlers.operator(task),
            release.of(Dag.of(dag).orElseThrow())));
  }

  /** As Airflow writes a task instance. */
  ObjectNode instance(Release release) {
    String run = this.run.entry().name();
    ObjectNode body = history(release);
    body.setAll(
        Templates.fill(
            "taskInstance",
            new Instance(
                Release.id(run, task, String.valueOf(number)),
                this.run.entry().trigger().logicalDate(),
                this.run.entry().trigger().at())));
    return body;
  }
}
