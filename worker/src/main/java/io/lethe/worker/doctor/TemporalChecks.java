package io.lethe.worker.doctor;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lethe.worker.runtime.RemoteServers;
import io.lethe.workflows.contract.TaskQueues;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.PollerInfo;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.ListWorkerDeploymentsRequest;
import io.temporal.api.workflowservice.v1.ListWorkerDeploymentsResponse.WorkerDeploymentSummary;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Temporal: does it answer, is the namespace there, does anybody work. */
final class TemporalChecks {
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final long PATIENCE_SECONDS = 10;
  private static final int PAGE = 100;

  private final WorkflowClient client;
  private final String namespace;
  private final List<PollerInfo> pollers = new ArrayList<>();

  TemporalChecks(WorkflowClient client) {
    this.client = client;
    this.namespace = client.getOptions().getNamespace();
  }

  private WorkflowServiceBlockingStub stub() {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  List<Check> all() {
    List<Check> checks = new ArrayList<>(List.of(server()));
    if (checks.get(0).status() != Verdict.FAIL) {
      checks.add(namespace());
    }
    if (checks.stream().noneMatch(check -> check.status() == Verdict.FAIL)) {
      TaskQueues.all().forEach(queue -> checks.add(queue(queue)));
      checks.add(deployments());
      checks.add(clock());
    }
    return checks;
  }

  private Check server() {
    String address = RemoteServers.address(client);
    try {
      return Check.ok(
          "temporal",
          "%s, server %s".formatted(address, RemoteServers.greet(client).getServerVersion()));
    } catch (Exception e) {
      return Check.fail("temporal", e, "see TEMPORAL_ADDRESS, TEMPORAL_TLS_* and TEMPORAL_API_KEY");
    }
  }

  /** Also without it a worker polls, for ever and in vain. */
  Check namespace() {
    String name = "namespace";
    try {
      DescribeNamespaceResponse found =
          stub()
              .describeNamespace(
                  DescribeNamespaceRequest.newBuilder().setNamespace(namespace).build());
      long days = Durations.toDays(found.getConfig().getWorkflowExecutionRetentionTtl());
      return Check.ok(name, "%s, histories are kept %d days".formatted(namespace, days));
    } catch (StatusRuntimeException e) {
      return switch (e.getStatus().getCode()) {
        case NOT_FOUND ->
            Check.wrong(
                name,
                "'%s' is not there".formatted(namespace),
                "set TEMPORAL_NAMESPACE, or: temporal operator namespace create -n " + namespace);
        case UNIMPLEMENTED -> Check.ok(name, namespace + ", not described by this server");
        case PERMISSION_DENIED ->
            Check.warn(
                name, "'%s' may not be described".formatted(namespace), "see TEMPORAL_API_KEY");
        default -> Check.fail(name, e, "see the server's log");
      };
    }
  }

  private Check queue(String queue) {
    String name = "queue " + queue;
    TaskQueueType type =
        queue.equals(TaskQueues.WORKFLOWS)
            ? TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
            : TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY;
    try {
      List<PollerInfo> polling =
          stub()
              .describeTaskQueue(
                  DescribeTaskQueueRequest.newBuilder()
                      .setNamespace(namespace)
                      .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                      .setTaskQueueType(type)
                      .build())
              .getPollersList();
      pollers.addAll(polling);
      return polling.isEmpty()
          ? Check.warn(name, "nobody polls it", "lethe worker --queues " + queue)
          : Check.ok(
              name,
              polling.stream()
                  .map(PollerInfo::getIdentity)
                  .distinct()
                  .collect(Collectors.joining(", ")));
    } catch (StatusRuntimeException e) {
      return unknown(name, e);
    }
  }

  private Check deployments() {
    String name = "worker deployments";
    try {
      List<WorkerDeploymentSummary> found =
          stub()
              .listWorkerDeployments(
                  ListWorkerDeploymentsRequest.newBuilder()
                      .setNamespace(namespace)
                      .setPageSize(PAGE)
                      .build())
              .getWorkerDeploymentsList();
      return Check.ok(
          name,
          found.isEmpty()
              ? "none; workers are not versioned"
              : found.stream().map(TemporalChecks::text).collect(Collectors.joining(", ")));
    } catch (StatusRuntimeException e) {
      return unknown(name, e);
    }
  }

  private static String text(WorkerDeploymentSummary deployment) {
    String build = deployment.getRoutingConfig().getCurrentDeploymentVersion().getBuildId();
    return "%s: current version %s"
        .formatted(deployment.getName(), build.isEmpty() ? "none (unversioned)" : build);
  }

  /** The server tells its time only where it tells when somebody polled. */
  private Check clock() {
    String name = "clock of temporal";
    return pollers.stream()
        .map(poller -> Timestamps.toMillis(poller.getLastAccessTime()))
        .max(Long::compare)
        .map(Instant::ofEpochMilli)
        .map(
            newest -> {
              Duration ahead = Duration.between(Instant.now(), newest);
              return ahead.compareTo(SKEW) <= 0
                  ? Check.ok(name, "not ahead of this machine's")
                  : Check.warn(
                      name,
                      "%d s ahead of this machine's".formatted(ahead.toSeconds()),
                      "set the clocks (NTP)");
            })
        .orElseGet(() -> Check.ok(name, "unknown, it shows with the first worker"));
  }

  private static Check unknown(String name, StatusRuntimeException e) {
    Status.Code code = e.getStatus().getCode();
    return code == Status.Code.UNIMPLEMENTED
        ? Check.ok(name, "not told by this server")
        : Check.warn(name, "not told: " + code, "run this again");
  }
}
