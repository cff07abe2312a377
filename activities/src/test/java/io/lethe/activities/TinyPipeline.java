package io.lethe.activities;

import io.lethe.activities.slice.SliceSettings;
import io.lethe.activities.webhook.WebhookSettings;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.client.RunClient;
import io.lethe.workflows.client.RunRecords;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.TaskQueues;
import io.lethe.workflows.contract.WorkerProfiles;
import io.lethe.workflows.payload.DataConverters;
import io.lethe.workflows.pipeline.PrepareWorkflowImpl;
import io.lethe.workflows.pipeline.TrainWorkflowImpl;
import io.lethe.workflows.pipeline.UnlearnWorkflowImpl;
import io.lethe.workflows.request.Request;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Temporal in this process with a worker of all queues over some store: whole runs, in real time.
 */
final class TinyPipeline implements AutoCloseable {
  private final TestWorkflowEnvironment temporal;
  private final RunClient runs;

  TinyPipeline(ObjectStore store, Path cache) {
    this(store, cache, SliceSettings.standard());
  }

  TinyPipeline(ObjectStore store, Path cache, SliceSettings slices) {
    temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(false)
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder()
                        .setDataConverter(DataConverters.lethe())
                        .build())
                .build());
    Workspace workspace = Workspace.of(store, cache);
    temporal
        .newWorker(TaskQueues.WORKFLOWS, WorkerProfiles.of(TaskQueues.WORKFLOWS))
        .registerWorkflowImplementationTypes(
            UnlearnWorkflowImpl.class, TrainWorkflowImpl.class, PrepareWorkflowImpl.class);
    register(TaskQueues.COMPUTE, new ComputeActivitiesImpl(workspace, slices));
    register(
        TaskQueues.IO,
        new StoreActivitiesImpl(store),
        new NotifyActivitiesImpl(WebhookSettings.none()));
    register(TaskQueues.PUBLISH, new PublishActivitiesImpl(workspace));
    temporal.start();
    runs = new RunClient(temporal.getWorkflowClient(), new NoRecords());
  }

  private void register(String queue, Object... activities) {
    temporal
        .newWorker(queue, WorkerProfiles.of(queue))
        .registerActivitiesImplementations(activities);
  }

  /** Executes a request to its end. */
  RunResult run(Request request) {
    runs.start(TinyData.input(request));
    return runs.await(request.name());
  }

  RunClient runs() {
    return runs;
  }

  WorkflowClient client() {
    return temporal.getWorkflowClient();
  }

  @Override
  public void close() {
    temporal.close();
  }

  /** Tests read the records themselves. */
  private static final class NoRecords implements RunRecords {
    @Override
    public Optional<RunRecord> latest(String name) {
      return Optional.empty();
    }

    @Override
    public List<RunRecord> list() {
      return List.of();
    }
  }
}
