package io.lethe.workflows.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.workflows.client.RunClient;
import io.lethe.workflows.contract.ActivityProfiles;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.TaskQueues;
import io.lethe.workflows.contract.WorkerProfiles;
import io.lethe.workflows.payload.DataConverters;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkflowImplementationOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A workflow worker may choose another silence after which compute and publish workers are dead.
 */
class HeartbeatTimeoutTest {
  private static final Duration CHOSEN = Duration.ofSeconds(7);

  /** Short work of the io queue: its start-to-close timeout finds a dead worker soon enough. */
  private static final Set<String> WITHOUT_BEATS = Set.of("WriteRunRecord", "Notify");

  private final FakeActivities activities = new FakeActivities();
  private final TestWorkflowEnvironment temporal =
      WorkflowEnvironment.withoutWorkers(DataConverters.lethe());

  @AfterEach
  void close() {
    temporal.close();
  }

  @Test
  void theChosenTimeoutReplacesTheProfilesAndNothingElse() {
    temporal
        .newWorker(TaskQueues.WORKFLOWS, WorkerProfiles.of(TaskQueues.WORKFLOWS))
        .registerWorkflowImplementationTypes(
            WorkflowImplementationOptions.newBuilder()
                .setActivityOptions(ActivityProfiles.heartbeatTimeouts(CHOSEN))
                .build(),
            UnlearnWorkflowImpl.class);
    TaskQueues.all().stream()
        .filter(queue -> !queue.equals(TaskQueues.WORKFLOWS))
        .forEach(queue -> temporal.newWorker(queue).registerActivitiesImplementations(activities));
    temporal.start();
    RunClient runs = new RunClient(temporal.getWorkflowClient(), activities);
    runs.start(Requests.unlearn("chosen", "publish: {to: s3://released/x}"));

    assertThat(runs.await("chosen").state()).isEqualTo(RunState.PUBLISHED);

    Map<String, ActivityTaskScheduledEventAttributes> scheduled =
        temporal.getWorkflowClient().fetchHistory("chosen").getEvents().stream()
            .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
            .map(HistoryEvent::getActivityTaskScheduledEventAttributes)
            .collect(
                Collectors.toMap(
                    event -> event.getActivityType().getName(),
                    Function.identity(),
                    (first, second) -> first));
    assertThat(scheduled)
        .containsOnlyKeys(
            "Admit",
            "MaskSlice",
            "UnlearnSlice",
            "EvaluateSlice",
            "WriteRunRecord",
            "Publish",
            "Notify");
    scheduled.forEach(
        (name, event) ->
            assertThat(event.getHeartbeatTimeout().getSeconds())
                .as(name)
                .isEqualTo(WITHOUT_BEATS.contains(name) ? 0 : CHOSEN.toSeconds()));
    assertThat(scheduled.get("MaskSlice").getTaskQueue().getName()).isEqualTo(TaskQueues.COMPUTE);
    assertThat(scheduled.get("MaskSlice").getStartToCloseTimeout().getSeconds())
        .isEqualTo(ActivityProfiles.COMPUTE_START_TO_CLOSE.toSeconds());
  }

  @Test
  void heartbeatsFitIntoTheTimeoutSeveralTimes() {
    assertThat(WorkerProfiles.of(TaskQueues.COMPUTE, CHOSEN).getMaxHeartbeatThrottleInterval())
        .isEqualTo(CHOSEN.dividedBy(5));
    assertThat(WorkerProfiles.of(TaskQueues.COMPUTE).getMaxHeartbeatThrottleInterval())
        .isEqualTo(ActivityProfiles.HEARTBEAT_INTERVAL);
  }
}
