package io.lethe.workflows.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.workflows.contract.Admission;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.StageInput;
import io.lethe.workflows.contract.TaskQueues;
import io.lethe.workflows.payload.DataConverters;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories recorded by an earlier build; see {@link RecordHistories}. */
class ReplayTest {
  private final TestWorkflowEnvironment temporal =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setWorkflowClientOptions(
                  WorkflowClientOptions.newBuilder()
                      .setDataConverter(DataConverters.lethe())
                      .build())
              .build());

  @AfterEach
  void close() {
    temporal.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unlearn-1.json", "train-1.json"})
  void recordedHistoryReplays(String name) throws IOException {
    Worker worker = worker(UnlearnWorkflowImpl.class, TrainWorkflowImpl.class);
    WorkflowExecutionHistory history = history(name);

    assertThat(history.getEvents()).hasSizeGreaterThan(10);
    assertThatCode(() -> WorkflowReplayer.replayWorkflowExecution(history, worker))
        .doesNotThrowAnyException();
  }

  @Test
  void changedWorkflowIsRejected() throws IOException {
    Worker worker = worker(EvaluatesFirst.class);
    WorkflowExecutionHistory history = history("unlearn-1.json");

    assertThatThrownBy(() -> WorkflowReplayer.replayWorkflowExecution(history, worker))
        .hasStackTraceContaining("NonDeterministicException");
  }

  private Worker worker(Class<?>... workflows) {
    Worker worker = temporal.newWorker(TaskQueues.WORKFLOWS);
    worker.registerWorkflowImplementationTypes(workflows);
    return worker;
  }

  private static WorkflowExecutionHistory history(String name) throws IOException {
    try (InputStream in = ReplayTest.class.getResourceAsStream(name)) {
      return WorkflowExecutionHistory.fromJson(
          new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** What a careless edit would look like: two stages in another order. */
  public static final class EvaluatesFirst extends RunPipeline implements UnlearnWorkflow {
    @Override
    public RunResult run(RunInput given) {
      return execute(given);
    }

    @Override
    RunResult stages() {
      Admission admission = admit();
      StageInput stage = StageInput.of(input, admission);
      evaluate("evaluate-original", stage, admission.model().orElseThrow());
      finish("mask", () -> compute.mask(stage));
      return publish();
    }
  }
}
