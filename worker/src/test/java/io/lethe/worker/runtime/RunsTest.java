package io.lethe.worker.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.activities.RequestDigest;
import io.lethe.worker.TinyProject;
import io.lethe.worker.embedded.StateFolder;
import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.RunStatus;
import io.lethe.workflows.request.RequestReader;
import io.lethe.workflows.request.RunRequest;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.RetryOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Temporal is asked about a run, over an embedded server. */
class RunsTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String QUEUE = "test";

  @TempDir private Path folder;
  private Backend backend;
  private WorkerFactory workers;
  private Runs runs;

  @BeforeEach
  void open() throws IOException {
    StateFolder state = new StateFolder(folder);
    backend = Backend.own(state, state.own().orElseThrow(), true, Telemetry.none());
    runs = new Runs(backend);
    WorkflowClient temporal = backend.temporal().orElseThrow();
    workers = WorkerFactory.newInstance(temporal);
    Worker worker = workers.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(
        WaitingRun.class, TroubledTraining.class, ClosingRun.class);
    worker.registerActivitiesImplementations(new BrokenStore());
    workers.start();
  }

  @AfterEach
  void close() throws IOException {
    workers.shutdownNow();
    backend.close();
  }

  private void start() {
    WorkflowClient.start(run(Run.class)::run);
  }

  private <T> T run(Class<T> workflow) {
    return backend
        .temporal()
        .orElseThrow()
        .newWorkflowStub(
            workflow,
            WorkflowOptions.newBuilder().setWorkflowId("run").setTaskQueue(QUEUE).build());
  }

  @Test
  void whatGoesWrongInTheTrainingOfItsBaselineIsTheRunsTrouble() {
    start();
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(runs.trouble("run").orElse("")).contains("store is away"));
  }

  @Test
  void theStepsOfTheTrainingAreTheRuns() {
    start();
    Progress seven = progress("train", 7);
    await()
        .atMost(SOON)
        .until(
            () -> runs.status("run").map(RunStatus::progress),
            Optional.of(seven.in("baseline"))::equals);
    // A training that has ended says nothing of the one that comes next.
    backend.temporal().orElseThrow().newUntypedWorkflowStub("run.baseline").terminate("enough");
    await()
        .atMost(SOON)
        .until(
            () -> runs.status("run").map(RunStatus::progress),
            Optional.of(Progress.of("baseline"))::equals);
  }

  @Test
  void aRunThatHasEndedByItsRecordIsWaitedForUntilTemporalHasEndedIt() {
    recordEnd();
    WorkflowClient.start(run(Ending.class)::end);
    assertThat(runs.closed("run")).isTrue();
    assertThat(runs.running("run")).isFalse();
  }

  @Test
  void aRunThatIsExecutedAgainIsNotWaitedFor() {
    recordEnd();
    start();
    assertThat(runs.closed("run")).isFalse();
  }

  /** The record of an execution that was cancelled. */
  private void recordEnd() {
    RunRequest request = RequestReader.readRun(TinyProject.training("run"));
    Instant now = Instant.now();
    RunRecord record =
        new RunRecord(
            "run",
            "first",
            RequestDigest.of(request),
            request,
            Optional.empty(),
            RunState.CANCELLED,
            "train",
            now,
            now,
            List.of(),
            Optional.empty());
    backend.store().createBucketIfMissing(Layout.BUCKET);
    backend.store().put(Layout.run("run", "first"), Json.prettySealed(record));
  }

  private static Progress progress(String stage, long step) {
    return new Progress(
        stage, "", 0, 1, step, 9, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** A run in its stage {@code baseline}. */
  @WorkflowInterface
  public interface Run {
    /** Waits for the training, and for ever. */
    @WorkflowMethod
    void run();

    /** Where it stands. */
    @QueryMethod(name = "status")
    RunStatus status();
  }

  /** A run that has recorded its end. */
  @WorkflowInterface
  public interface Ending {
    /** Ends a moment later. */
    @WorkflowMethod
    void end();

    /** Where it stands. */
    @QueryMethod(name = "status")
    RunStatus status();
  }

  /** The training. */
  @WorkflowInterface
  public interface Training {
    /** Tries for ever. */
    @WorkflowMethod
    void train();

    /** Where it stands. */
    @QueryMethod(name = "status")
    RunStatus status();
  }

  /** An activity. */
  @ActivityInterface
  public interface Store {
    /** Fails. */
    void read();
  }

  /** The run. */
  public static final class WaitingRun implements Run {
    @Override
    public void run() {
      Training training =
          Workflow.newChildWorkflowStub(
              Training.class,
              ChildWorkflowOptions.newBuilder().setWorkflowId("run.baseline").build());
      try {
        training.train();
      } catch (RuntimeException e) {
        Workflow.await(() -> false);
      }
    }

    @Override
    public RunStatus status() {
      return new RunStatus(RunState.RUNNING, Progress.of("baseline"));
    }
  }

  /** A run that ends. */
  public static final class ClosingRun implements Ending {
    @Override
    public void end() {
      Workflow.sleep(Duration.ofSeconds(2));
    }

    @Override
    public RunStatus status() {
      return new RunStatus(RunState.CANCELLED, Progress.of("train"));
    }
  }

  /** Its child. */
  public static final class TroubledTraining implements Training {
    @Override
    public void train() {
      Workflow.newActivityStub(
              Store.class,
              ActivityOptions.newBuilder()
                  .setStartToCloseTimeout(SOON)
                  .setRetryOptions(
                      RetryOptions.newBuilder().setInitialInterval(Duration.ofMillis(100)).build())
                  .build())
          .read();
    }

    @Override
    public RunStatus status() {
      return new RunStatus(RunState.RUNNING, progress("train", 7));
    }
  }

  /** An activity that always fails. */
  public static final class BrokenStore implements Store {
    @Override
    public void read() {
      throw new IllegalStateException("the store is away");
    }
  }
}
