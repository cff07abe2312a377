package io.lethe.workflows.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lethe.workflows.contract.ActivityProfiles;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.InvalidRequestException;
import io.temporal.activity.Activity;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;

/**
 * Records the histories that {@link ReplayTest} replays, from real runs in the test service: every
 * way in which a run can go. Run it by hand when a stage is added on purpose, with the folder of
 * the resources and the number of the new version as arguments; the histories recorded before stay,
 * and must keep replaying.
 */
final class RecordHistories {
  private static final Decision ADA = new Decision("ada", "looks right");
  private static final String GATED =
      """
      baseline: {mode: train}
      gate: {maxAvgGap: 50, approval: required}
      publish: {to: s3://released/x}
      """;

  private final Path folder;
  private final String version;
  private WorkflowEnvironment env;

  private RecordHistories(Path folder, String version) {
    this.folder = folder;
    this.version = version;
  }

  /** A way in which a run goes, in an environment of its own. */
  private interface Shape {
    void record() throws IOException;
  }

  public static void main(String[] args) throws IOException {
    RecordHistories histories = new RecordHistories(Path.of(args[0]), args[1]);
    List<Shape> shapes =
        List.of(
            histories::released,
            histories::rejected,
            histories::gateFailed,
            histories::withoutMask,
            histories::trained,
            histories::cancelled,
            histories::cancelledByUpdate,
            histories::failed,
            histories::continued);
    for (Shape shape : shapes) {
      histories.env = new WorkflowEnvironment();
      histories.env.beforeEach(null);
      try {
        shape.record();
      } finally {
        histories.env.afterEach(null);
      }
    }
  }

  private void released() throws IOException {
    awaitApproval(Requests.unlearn("recorded", GATED));
    env.runs.approve("recorded", ADA);
    env.runs.await("recorded");
    write("recorded", "unlearn-%s.json");
    write("recorded.baseline", "train-%s.json");
  }

  private void rejected() throws IOException {
    awaitApproval(Requests.unlearn("recorded", GATED));
    env.runs.reject("recorded", ADA);
    env.runs.await("recorded");
    write("recorded", "unlearn-%s-rejected.json");
  }

  private void gateFailed() throws IOException {
    end(Requests.unlearn("recorded", "gate: {minRa: 99.5}"));
    write("recorded", "unlearn-%s-gate-failed.json");
  }

  private void withoutMask() throws IOException {
    end(Requests.unlearn("recorded", "rl", "baseline: {mode: reuse}"));
    write("recorded", "unlearn-%s-without-mask.json");
  }

  private void trained() throws IOException {
    end(Requests.train("recorded"));
    write("recorded", "train-%s-alone.json");
  }

  private void cancelled() throws IOException {
    startUnlearning();
    env.runs.cancel("recorded", ADA);
    env.runs.await("recorded");
    write("recorded", "unlearn-%s-cancelled.json");
  }

  private void cancelledByUpdate() throws IOException {
    startUnlearning();
    client().newUntypedWorkflowStub("recorded").update("cancel", Void.class, ADA);
    env.runs.await("recorded");
    write("recorded", "unlearn-%s-cancelled-by-update.json");
  }

  private void failed() throws IOException {
    env.activities.beforeUnlearning =
        () -> {
          throw Failures.toApplicationFailure(
              new InvalidRequestException(List.of()), Optional.of("method.learningRate"));
        };
    end(Requests.unlearn("recorded", ""));
    write("recorded", "unlearn-%s-failed.json");
  }

  /** Two executions; the first, of 3,000 events, is packed. */
  private void continued() throws IOException {
    env.activities.slicesOfUnlearning.set(ActivityProfiles.SLICES_PER_EXECUTION + 3);
    end(Requests.unlearn("recorded", ""));
    write("recorded", "unlearn-%s-continuation.json");
    String first =
        client()
            .newUntypedWorkflowStub("recorded")
            .describe()
            .getRawDescription()
            .getWorkflowExecutionInfo()
            .getFirstRunId();
    String history = client().fetchHistory("recorded", first).toJson(false);
    Path file = folder.resolve("unlearn-%s-continued.json.gz".formatted(version));
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(history.getBytes(UTF_8));
    }
  }

  private WorkflowClient client() {
    return env.temporal.getWorkflowClient();
  }

  private void end(RunInput input) {
    env.runs.start(input);
    env.runs.await("recorded");
  }

  private void awaitApproval(RunInput input) {
    env.runs.start(input);
    Awaitility.await()
        .until(
            () -> env.runs.status("recorded").orElseThrow().state() == RunState.AWAITING_APPROVAL);
  }

  /** Starts a run whose unlearning goes on until it is told to stop. */
  private void startUnlearning() {
    CountDownLatch never = new CountDownLatch(1);
    env.activities.beforeUnlearning =
        () -> {
          try {
            while (!never.await(20, TimeUnit.MILLISECONDS)) {
              Activity.getExecutionContext().heartbeat(null);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    env.runs.start(Requests.unlearn("recorded", ""));
    Awaitility.await().until(() -> env.activities.calls.contains("unlearn with mask"));
  }

  private void write(String workflow, String name) throws IOException {
    WorkflowExecution last = client().newUntypedWorkflowStub(workflow).describe().getExecution();
    WorkflowExecutionHistory history = client().fetchHistory(workflow, last.getRunId());
    Files.writeString(folder.resolve(name.formatted(version)), history.toJson(true) + "\n");
  }
}
