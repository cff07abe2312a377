package io.lethe.gateway.lethe;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.StageResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All about one run.
 *
 * @param card as in a list
 * @param request the stored request: references in place of record ids
 * @param note for people
 * @param trouble why the current activity is being tried again
 * @param stages finished stages
 * @param result numbers and artifacts, once the run has ended
 * @param measured the same as far as the stages tell, from its evaluation until there is a result
 * @param executions its tries, oldest first
 */
record RunDetail(
    @JsonUnwrapped Card card,
    JsonNode request,
    Optional<String> note,
    Optional<String> trouble,
    List<Stage> stages,
    Optional<RunResult> result,
    Optional<RunResult> measured,
    List<Execution> executions) {

  /**
   * A finished stage.
   *
   * @param name such as {@code mask}
   * @param seconds seconds of work, over all attempts and slices
   * @param attempts attempts that were needed
   * @param bitExact whether all of it ran under the same arithmetic
   * @param warnings what a reader of the numbers must know
   */
  record Stage(String name, double seconds, int attempts, boolean bitExact, List<String> warnings) {
    static Stage of(StageResult stage) {
      return new Stage(
          stage.stage(), stage.seconds(), stage.attempts(), stage.bitExact(), stage.warnings());
    }
  }

  /**
   * A try of the run.
   *
   * @param execution id of the execution in Temporal
   * @param state where it stands by its record
   * @param stage its current or last stage
   * @param startedAt when it began
   * @param updatedAt when its state last changed
   * @param reason why its gate failed, who approved, rejected or cancelled it
   * @param failure what went wrong
   */
  record Execution(
      String execution,
      RunState state,
      String stage,
      Instant startedAt,
      Instant updatedAt,
      Optional<String> reason,
      Optional<Failure> failure) {
    static Execution of(RunRecord record) {
      return new Execution(
          record.execution(),
          record.state(),
          record.stage(),
          record.startedAt(),
          record.updatedAt(),
          record.result().flatMap(RunResult::reason),
          record.result().flatMap(RunResult::failure));
    }
  }
}
