package io.lethe.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.lethe.activities.Workspace;
import io.lethe.worker.runtime.Backend;
import io.lethe.worker.runtime.LetheWorker;
import io.lethe.worker.runtime.WorkerSettings;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.RunStatus;
import io.lethe.workflows.contract.TaskQueues;
import io.temporal.api.deployment.v1.WorkerDeploymentVersion;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.RoutingConfigUpdateState;
import io.temporal.api.enums.v1.VersioningBehavior;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.WorkflowExecutionVersioningInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkerDeploymentRequest;
import io.temporal.api.workflowservice.v1.SetWorkerDeploymentCurrentVersionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two builds beside each other on a real Temporal server. */
class WorkerVersionsTest {
  private static final String DEPLOYMENT = "lethe-test";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void runStaysWithTheBuildItBeganWithAndNewRunsGoToTheCurrentOne() throws IOException {
    TinyProject project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
    request(project, "first", 1);
    request(project, "second", 2);
    try (RealServers servers = RealServers.start(folder);
        Backend backend = Backend.remote(servers.variables())) {
      WorkflowClient temporal = backend.temporal().orElseThrow();
      CommandLineHarness person =
          new CommandLineHarness(project.folder(), folder.resolve("person"))
              .with(servers.variables());
      try (LetheWorker one = worker(backend, "one")) {
        assertThat(one).isNotNull();
        makeCurrent(temporal, "one");
        startAndAwaitApproval(person, temporal, "first");
        try (LetheWorker two = worker(backend, "two")) {
          assertThat(two).isNotNull();
          makeCurrent(temporal, "two");
          startAndAwaitApproval(person, temporal, "second");
          Path released = cached(approveAndFinish(temporal, "first"));
          assertThat(folder.resolve("cache-one").resolve(released)).exists();
          assertThat(folder.resolve("cache-two").resolve(released))
              .as("activities of the first run, on other queues, by the second build")
              .doesNotExist();
          released = cached(approveAndFinish(temporal, "second"));
          assertThat(folder.resolve("cache-two").resolve(released)).exists();
        }
      }
      assertThat(builds(temporal, "first")).isNotEmpty().containsOnly("one");
      assertThat(builds(temporal, "second")).isNotEmpty().containsOnly("two");
    }
  }

  /** Another seed gives other weights, which tell who had them in hand. */
  private static void request(TinyProject project, String name, int seed) throws IOException {
    String text = TinyProject.unlearning(name, "model.safetensors");
    project.request(
        name + ".yaml",
        text.replace("\nseed: 1\n", "\nseed: " + seed + "\n") + "gate: {approval: required}\n");
  }

  /** Where a worker that publishes the result keeps its local copy. */
  private static Path cached(RunResult result) {
    String sha256 = result.artifacts().get("unlearned").sha256();
    return Path.of("artifacts", "sha256", sha256.substring(0, 2), sha256);
  }

  private LetheWorker worker(Backend backend, String build) {
    WorkerSettings standard = WorkerSettings.standard();
    return LetheWorker.start(
        backend.temporal().orElseThrow(),
        Workspace.of(backend.store(), folder.resolve("cache-" + build)),
        TaskQueues.all(),
        new WorkerSettings(
            standard.checkpointInterval(),
            standard.slice(),
            standard.heartbeatTimeout(),
            Optional.of(new io.temporal.common.WorkerDeploymentVersion(DEPLOYMENT, build)),
            standard.webhooks()));
  }

  /** Refused by the server until it has seen the build poll on every queue. */
  private static void makeCurrent(WorkflowClient temporal, String build) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
        .until(
            () ->
                temporal
                    .getWorkflowServiceStubs()
                    .blockingStub()
                    .setWorkerDeploymentCurrentVersion(
                        SetWorkerDeploymentCurrentVersionRequest.newBuilder()
                            .setNamespace(temporal.getOptions().getNamespace())
                            .setDeploymentName(DEPLOYMENT)
                            .setBuildId(build)
                            .setIdentity("test")
                            .build())
                    .isInitialized());
    // The server answers before it has told all queues: a run begun now might go to the build
    // before.
    await()
        .atMost(PATIENCE)
        .until(
            () -> routing(temporal),
            state -> state != RoutingConfigUpdateState.ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS);
  }

  private static RoutingConfigUpdateState routing(WorkflowClient temporal) {
    return temporal
        .getWorkflowServiceStubs()
        .blockingStub()
        .describeWorkerDeployment(
            DescribeWorkerDeploymentRequest.newBuilder()
                .setNamespace(temporal.getOptions().getNamespace())
                .setDeploymentName(DEPLOYMENT)
                .build())
        .getWorkerDeploymentInfo()
        .getRoutingConfigUpdateState();
  }

  private static void startAndAwaitApproval(
      CommandLineHarness person, WorkflowClient temporal, String name) {
    CommandLineHarness.Outcome started = person.lethe("run", "-f", name + ".yaml");
    assertThat(started.code()).as(started.err()).isZero();
    await()
        .atMost(PATIENCE)
        // Until a worker has begun with it nobody answers.
        .ignoreExceptionsInstanceOf(WorkflowServiceException.class)
        .until(
            () ->
                temporal.newUntypedWorkflowStub(name).query("status", RunStatus.class).state()
                    == RunState.AWAITING_APPROVAL);
  }

  private static RunResult approveAndFinish(WorkflowClient temporal, String name) {
    temporal
        .newUntypedWorkflowStub(name)
        .update("approve", Void.class, new Decision("ada", "looks right"));
    RunResult result = temporal.newUntypedWorkflowStub(name).getResult(RunResult.class);
    assertThat(result.state()).isEqualTo(RunState.PUBLISHED);
    WorkflowExecutionVersioningInfo info =
        temporal
            .newUntypedWorkflowStub(name)
            .describe()
            .getRawDescription()
            .getWorkflowExecutionInfo()
            .getVersioningInfo();
    assertThat(info.getBehavior()).isEqualTo(VersioningBehavior.VERSIONING_BEHAVIOR_PINNED);
    return result;
  }

  /** The builds whose workers executed the workflow's code, one for each workflow task. */
  private static List<String> builds(WorkflowClient temporal, String name) {
    return temporal.fetchHistory(name).getEvents().stream()
        .filter(e -> e.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
        .map(HistoryEvent::getWorkflowTaskCompletedEventAttributes)
        .map(attributes -> attributes.getDeploymentVersion())
        .map(WorkerDeploymentVersion::getBuildId)
        .toList();
  }
}
