package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.RunState;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;

/**
 * Records the histories that {@link ReplayTest} replays, from real runs in the test service. Run it
 * by hand, with the folder of the resources as argument, when a stage is added on purpose; the
 * histories recorded before stay, and must keep replaying.
 */
final class RecordHistories {
  private RecordHistories() {}

  public static void main(String[] args) throws IOException {
    WorkflowEnvironment env = new WorkflowEnvironment();
    env.beforeEach(null);
    try {
      env.runs.start(
          Requests.unlearn(
              "recorded",
              """
              baseline: {mode: train}
              gate: {maxAvgGap: 50, approval: required}
              publish: {to: s3://released/x}
              """));
      Awaitility.await()
          .until(
              () ->
                  env.runs.status("recorded").orElseThrow().state() == RunState.AWAITING_APPROVAL);
      env.runs.approve("recorded", new Decision("ada", "looks right"));
      env.runs.await("recorded");
      write(env, "recorded", Path.of(args[0], "unlearn-1.json"));
      write(env, "recorded.baseline", Path.of(args[0], "train-1.json"));
    } finally {
      env.afterEach(null);
    }
  }

  private static void write(WorkflowEnvironment env, String workflow, Path file)
      throws IOException {
    WorkflowExecutionHistory history = env.temporal.getWorkflowClient().fetchHistory(workflow);
    Files.writeString(file, history.toJson(true) + "\n");
  }
}
