package io.lethe.gateway.airflow;

import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.request.BaselineSpec;
import io.lethe.workflows.request.Request;
import java.util.Optional;
import java.util.Set;

/**
 * One execution of a run, read as states of tasks.
 *
 * @param dag whose tasks
 * @param record of the execution
 * @param alive whether Temporal is running it
 * @param trouble what went wrong in the activity that is being tried again
 */
record Execution(Dag dag, RunRecord record, boolean alive, Optional<String> trouble) {
  static final String AWAITING = "awaiting_input";
  static final String RETRYING = "up_for_retry";
  static final String UPSTREAM_FAILED = "upstream_failed";
  static final String SKIPPED = "skipped";

  private static final String GATE = "gate";

  /** Stages that leave no result of their own behind. */
  private static final Set<String> WITHOUT_RESULT = Set.of("admit", GATE, "publish", "compare");

  private static final Set<RunState> AT_THE_GATE =
      Set.of(RunState.AWAITING_APPROVAL, RunState.GATE_FAILED, RunState.REJECTED);

  /** The state of a task; empty while its turn has not come. */
  Optional<String> state(String task) {
    int at = dag.tasks().indexOf(task);
    int now = current();
    if (record.state().endedWell() || at < now) {
      return Optional.of(passed(task) ? RunView.SUCCESS : SKIPPED);
    }
    return at == now ? Optional.of(currentState()) : coming();
  }

  /** Whether work was done on a task. */
  boolean began(String task) {
    return state(task)
        .filter(state -> !state.equals(SKIPPED) && !state.equals(UPSTREAM_FAILED))
        .isPresent();
  }

  /** What a finished stage has left behind. */
  Optional<StageResult> result(String task) {
    return record.stages().stream().filter(stage -> stage.stage().equals(task)).findFirst();
  }

  /** Position of the task the execution is at, or ended at. */
  private int current() {
    boolean over = record.state().ended() && result(record.stage()).isPresent();
    String stage = over || AT_THE_GATE.contains(record.state()) ? GATE : record.stage();
    return Math.max(0, dag.tasks().indexOf(stage));
  }

  private boolean passed(String task) {
    return WITHOUT_RESULT.contains(task) || result(task).isPresent() || baselineTrained(task);
  }

  private boolean baselineTrained(String task) {
    return task.equals("baseline")
        && record.request() instanceof Request request
        && request.baseline().mode() == BaselineSpec.Mode.TRAIN;
  }

  private String currentState() {
    if (!alive || record.state().ended()) {
      return RunView.FAILED;
    }
    if (record.state() == RunState.AWAITING_APPROVAL) {
      return AWAITING;
    }
    return trouble.isPresent() ? RETRYING : RunView.RUNNING;
  }

  private Optional<String> coming() {
    if (alive && !record.state().ended()) {
      return Optional.empty();
    }
    return Optional.of(record.state() == RunState.CANCELLED ? SKIPPED : UPSTREAM_FAILED);
  }
}
