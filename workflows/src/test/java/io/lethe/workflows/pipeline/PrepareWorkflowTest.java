package io.lethe.workflows.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.contract.PreparedRun;
import io.lethe.workflows.contract.RawRequest;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.TaskQueues;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The edge's work for clients that know Temporal only. */
class PrepareWorkflowTest {
  @RegisterExtension final WorkflowEnvironment environment = new WorkflowEnvironment();

  private WorkflowStub start(String text) {
    WorkflowStub preparation =
        environment
            .temporal
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                "PrepareWorkflow",
                WorkflowOptions.newBuilder()
                    .setTaskQueue(TaskQueues.WORKFLOWS)
                    .setWorkflowId("recorded.prepare")
                    .build());
    preparation.start(new RawRequest(text));
    return preparation;
  }

  @Test
  void answersWithWhatStartsTheRun() {
    PreparedRun prepared = start(Requests.RAW).getResult(PreparedRun.class);

    RunInput expected = Requests.unlearn("recorded", "");
    assertThat(prepared.start().workflow()).isEqualTo("UnlearnWorkflow");
    assertThat(prepared.start().request()).isEqualTo(expected.request());
    assertThat(prepared.start().memo())
        .isEqualTo(
            Map.of(
                "requestDigest",
                expected.requestDigest(),
                "method",
                "salun",
                "architecture",
                "resnet20s"));
    assertThat(prepared.result()).isEmpty();
    assertThat(environment.activities.calls).containsExactly("prepare");
  }

  @Test
  void answersWithTheResultOfARunThatHasEnded() {
    environment.runs.start(Requests.unlearn("recorded", ""));
    environment.runs.await("recorded");

    PreparedRun prepared = start(Requests.RAW).getResult(PreparedRun.class);

    assertThat(prepared.result().orElseThrow().state()).isEqualTo(RunState.COMPLETED);
  }

  @Test
  void failsWithKindAndField() {
    environment.activities.beforePreparing =
        () -> {
          throw ApplicationFailure.newNonRetryableFailure("no such data", "USER", "dataset.ref");
        };
    WorkflowStub preparation = start(Requests.RAW);

    assertThatThrownBy(() -> preparation.getResult(PreparedRun.class))
        .isInstanceOf(WorkflowFailedException.class)
        .extracting(Failures::read)
        .isEqualTo(new Failure(FailureKind.USER, Optional.of("dataset.ref"), "no such data"));
  }

  @Test
  void endsCancelledWhenTheActivityHasStopped() {
    environment.activities.beforePreparing = CompareWorkflowTest::untilInterrupted;
    WorkflowStub preparation = start(Requests.RAW);
    Awaitility.await().until(() -> environment.activities.calls.contains("prepare"));

    preparation.cancel();

    assertThatThrownBy(() -> preparation.getResult(PreparedRun.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
  }
}
