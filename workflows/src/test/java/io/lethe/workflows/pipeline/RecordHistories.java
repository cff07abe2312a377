package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.ActivityProfiles;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.InvalidRequestException;
import io.temporal.activity.Activity;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Records the histories that {@link ReplayTest} replays, from real runs in the test service: every
 * way in which a run can go. Run it by hand when a stage is added on purpose, with the folder of
 * the resources and the number of the new version as arguments; the histories recorded before stay,
 * and must keep replaying.
 */
final class RecordHistories extends HistoryRecorder {
  private static final Decision ADA = new Decision("ada", "looks right");
  private static final String GATED =
      """
      baseline: {mode: train}
      gate: {maxAvgGap: 50, approval: required}
      publish: {to: s3://released/x}
      """;

  private RecordHistories(String[] arguments) {
    super(arguments);
  }

  public static void main(String[] args) throws IOException {
    new RecordHistories(args).recordAll();
  }

  @Override
  List<Shape> shapes() {
    return List.of(
        this::released,
        this::rejected,
        this::gateFailed,
        this::withoutMask,
        this::trained,
        this::cancelled,
        this::cancelledByUpdate,
        this::failed,
        this::continued);
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
    writeFirst("recorded", "unlearn-%s-continued.json.gz");
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
}
