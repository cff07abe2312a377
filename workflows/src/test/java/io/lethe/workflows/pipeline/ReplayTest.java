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
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories recorded by an earlier build; see {@link RecordHistories}. */
class ReplayTest {
  private static final long DEADLOCK_MILLIS = 30_000;

  private final TestWorkflowEnvironment temporal =
      WorkflowEnvironment.withoutWorkers(DataConverters.lethe());

  @AfterEach
  void close() {
    temporal.close();
  }

  /** Every file in the folder, so that none is recorded and then forgotten. */
  static List<String> histories() throws IOException, URISyntaxException {
    Path folder = Path.of(ReplayTest.class.getResource("unlearn-1.json").toURI()).getParent();
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("(unlearn|train|compare|prepare)-.*\\.json(\\.gz)?"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("histories")
  void recordedHistoryReplays(String name) throws IOException {
    Worker worker =
        worker(
            UnlearnWorkflowImpl.class,
            TrainWorkflowImpl.class,
            CompareWorkflowImpl.class,
            PrepareWorkflowImpl.class);
    WorkflowExecutionHistory history = history(name);

    assertThat(history.getEvents()).hasSizeGreaterThan(10);
    assertThatCode(() -> WorkflowReplayer.replayWorkflowExecution(history, worker))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void everyVersionIsRecordedInEveryShape(String version) throws Exception {
    assertThat(histories())
        .filteredOn(name -> name.matches("(unlearn|train)-" + version + "[-.].*"))
        .containsExactlyInAnyOrder(
            "train-%s.json".formatted(version),
            "train-%s-alone.json".formatted(version),
            "unlearn-%s.json".formatted(version),
            "unlearn-%s-cancelled.json".formatted(version),
            "unlearn-%s-cancelled-by-update.json".formatted(version),
            "unlearn-%s-continuation.json".formatted(version),
            "unlearn-%s-continued.json.gz".formatted(version),
            "unlearn-%s-failed.json".formatted(version),
            "unlearn-%s-gate-failed.json".formatted(version),
            "unlearn-%s-rejected.json".formatted(version),
            "unlearn-%s-without-mask.json".formatted(version));
  }

  @Test
  void comparisonsAreRecordedInEveryShape() throws Exception {
    assertThat(histories())
        .filteredOn(name -> name.startsWith("compare-1"))
        .containsExactlyInAnyOrder(
            "compare-1.json",
            "compare-1-searched.json",
            "compare-1-failed.json",
            "compare-1-cancelled.json",
            "compare-1-continued.json.gz",
            "compare-1-continuation.json");
  }

  @Test
  void preparationsAreRecordedInEveryShape() throws Exception {
    assertThat(histories())
        .filteredOn(name -> name.startsWith("prepare-1"))
        .containsExactlyInAnyOrder(
            "prepare-1.json", "prepare-1-refused.json", "prepare-1-cancelled.json");
  }

  @Test
  void changedWorkflowIsRejected() throws IOException {
    Worker worker = worker(EvaluatesFirst.class);
    WorkflowExecutionHistory history = history("unlearn-1.json");

    assertThatThrownBy(() -> WorkflowReplayer.replayWorkflowExecution(history, worker))
        .hasStackTraceContaining("NonDeterministicException");
  }

  private Worker worker(Class<?>... workflows) {
    // A machine that is busy is no deadlock.
    Worker worker =
        temporal.newWorker(
            TaskQueues.WORKFLOWS,
            WorkerOptions.newBuilder().setDefaultDeadlockDetectionTimeout(DEADLOCK_MILLIS).build());
    worker.registerWorkflowImplementationTypes(workflows);
    return worker;
  }

  private static WorkflowExecutionHistory history(String name) throws IOException {
    try (InputStream file = ReplayTest.class.getResourceAsStream(name);
        InputStream in = name.endsWith(".gz") ? new GZIPInputStream(file) : file) {
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
