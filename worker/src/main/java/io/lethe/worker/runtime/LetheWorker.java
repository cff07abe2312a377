package io.lethe.worker.runtime;

import io.lethe.activities.Workspace;
import io.lethe.workflows.contract.ActivityProfiles;
import io.lethe.workflows.contract.TaskQueues;
import io.lethe.workflows.contract.WorkerProfiles;
import io.lethe.workflows.pipeline.CompareWorkflowImpl;
import io.lethe.workflows.pipeline.PrepareWorkflowImpl;
import io.lethe.workflows.pipeline.TrainWorkflowImpl;
import io.lethe.workflows.pipeline.UnlearnWorkflowImpl;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkflowImplementationOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The pollers of this process: they take tasks from queues and do them. */
public final class LetheWorker implements AutoCloseable {
  /**
   * A drained activity ends at its next step and uploads a checkpoint; then it is cut off. The
   * process is gone within 20 s of SIGTERM, the servers' connections included.
   */
  private static final long DRAIN_SECONDS = 15;

  private final WorkerFactory factory;

  private LetheWorker(WorkerFactory factory) {
    this.factory = factory;
  }

  /**
   * Starts to poll.
   *
   * @param temporal where the queues are
   * @param workspace what the activities work with
   * @param queues names from {@link TaskQueues}
   * @param settings what an operator may choose
   */
  public static LetheWorker start(
      WorkflowClient temporal, Workspace workspace, List<String> queues, WorkerSettings settings) {
    return start(temporal, workspace, queues, settings, Telemetry.none());
  }

  /**
   * Starts to poll, and tells of it.
   *
   * @param temporal where the queues are
   * @param workspace what the activities work with
   * @param queues names from {@link TaskQueues}
   * @param settings what an operator may choose
   * @param telemetry where work is counted and traced; that of the client
   */
  public static LetheWorker start(
      WorkflowClient temporal,
      Workspace workspace,
      List<String> queues,
      WorkerSettings settings,
      Telemetry telemetry) {
    WorkerFactory factory = WorkerFactory.newInstance(temporal, telemetry.traced());
    for (String queue : queues) {
      Worker worker =
          factory.newWorker(
              queue,
              WorkerProfiles.versioned(
                  WorkerProfiles.of(queue, settings.heartbeatTimeout()), settings.version()));
      if (queue.equals(TaskQueues.WORKFLOWS)) {
        worker.registerWorkflowImplementationTypes(
            workflows(settings),
            UnlearnWorkflowImpl.class,
            TrainWorkflowImpl.class,
            CompareWorkflowImpl.class,
            PrepareWorkflowImpl.class);
      } else {
        worker.registerActivitiesImplementations(
            WorkerActivities.of(queue, workspace, settings, telemetry.measurements()).toArray());
      }
    }
    factory.start();
    telemetry.watchQueues(temporal);
    return new LetheWorker(factory);
  }

  private static WorkflowImplementationOptions workflows(WorkerSettings settings) {
    return WorkflowImplementationOptions.newBuilder()
        .setActivityOptions(ActivityProfiles.heartbeatTimeouts(settings.heartbeatTimeout()))
        .build();
  }

  /**
   * Drains: takes no more tasks, lets the running ones end (a compute slice writes a checkpoint and
   * ends at its next step), then stops.
   */
  @Override
  public void close() {
    // A closing worker still takes second and third attempts: polling has to end before.
    factory.suspendPolling();
    factory.shutdown();
    factory.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS);
    factory.shutdownNow();
  }
}
