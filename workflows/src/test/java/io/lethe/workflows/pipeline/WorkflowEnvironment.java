package io.lethe.workflows.pipeline;

import io.lethe.workflows.client.RunClient;
import io.lethe.workflows.contract.TaskQueues;
import io.lethe.workflows.contract.WorkerProfiles;
import io.lethe.workflows.payload.DataConverters;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.converter.DataConverter;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Temporal service in this process with workers on all four queues. */
final class WorkflowEnvironment implements BeforeEachCallback, AfterEachCallback {
  static {
    // On a machine that is busy, what a test waits for comes later than Awaitility would wait.
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
  }

  private final DataConverter converter;
  TestWorkflowEnvironment temporal;
  FakeActivities activities;
  RunClient runs;

  WorkflowEnvironment() {
    this(DataConverters.lethe());
  }

  WorkflowEnvironment(DataConverter converter) {
    this.converter = converter;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    activities = new FakeActivities();
    temporal = withoutWorkers(converter);
    work(temporal, activities);
    runs = new RunClient(temporal.getWorkflowClient(), activities);
  }

  /** Starts workers on all four queues. */
  static void work(TestWorkflowEnvironment temporal, FakeActivities activities) {
    temporal
        .newWorker(TaskQueues.WORKFLOWS, WorkerProfiles.of(TaskQueues.WORKFLOWS))
        .registerWorkflowImplementationTypes(
            UnlearnWorkflowImpl.class,
            TrainWorkflowImpl.class,
            CompareWorkflowImpl.class,
            PrepareWorkflowImpl.class);
    for (String queue : TaskQueues.all().subList(1, 4)) {
      temporal
          .newWorker(queue, quickToNotice(WorkerProfiles.of(queue)))
          .registerActivitiesImplementations(activities);
    }
    temporal.start();
  }

  /** The service alone. */
  static TestWorkflowEnvironment withoutWorkers(DataConverter converter) {
    return TestWorkflowEnvironment.newInstance(
        TestEnvironmentOptions.newBuilder()
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder().setDataConverter(converter).build())
            .build());
  }

  /** Somebody else's client of the same service. */
  RunClient runs(DataConverter theirs) {
    return new RunClient(client(theirs), activities);
  }

  WorkflowClient client(DataConverter theirs) {
    return WorkflowClient.newInstance(
        temporal.getWorkflowServiceStubs(),
        WorkflowClientOptions.newBuilder(temporal.getWorkflowClient().getOptions())
            .setDataConverter(theirs)
            .build());
  }

  private static WorkerOptions quickToNotice(WorkerOptions options) {
    return WorkerOptions.newBuilder(options)
        .setMaxHeartbeatThrottleInterval(Duration.ofMillis(50))
        .build();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    temporal.close();
  }
}
