package io.lethe.workflows.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.workflows.Wire;
import io.lethe.workflows.pipeline.CompareWorkflow;
import io.lethe.workflows.pipeline.PrepareWorkflow;
import io.lethe.workflows.pipeline.TrainWorkflow;
import io.lethe.workflows.pipeline.UnlearnWorkflow;
import io.temporal.activity.ActivityMethod;
import io.temporal.common.metadata.POJOWorkflowInterfaceMetadata;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What others build on: names and wire formats that must not change by accident. */
class ContractTest {
  @Test
  void queueNamesArePinned() {
    assertThat(TaskQueues.all())
        .containsExactly("lethe", "lethe-io", "lethe-compute", "lethe-publish");
  }

  @Test
  void activityNamesArePinned() {
    List<String> names =
        Stream.of(
                ComputeActivities.class,
                StoreActivities.class,
                CompareActivities.class,
                NotifyActivities.class,
                PublishActivities.class)
            .flatMap(type -> Arrays.stream(type.getMethods()))
            .map(method -> method.getAnnotation(ActivityMethod.class).name())
            .sorted()
            .toList();

    assertThat(names)
        .containsExactly(
            "Admit",
            "AssembleComparison",
            "EvaluateSlice",
            "FindRun",
            "MaskSlice",
            "Notify",
            "PrepareRun",
            "Publish",
            "TrainSlice",
            "UnlearnSlice",
            "WriteRunRecord");
  }

  @ParameterizedTest
  @ValueSource(classes = {UnlearnWorkflow.class, TrainWorkflow.class})
  void namesOfWorkflowsQueriesAndUpdatesArePinned(Class<?> workflow) {
    POJOWorkflowInterfaceMetadata names = POJOWorkflowInterfaceMetadata.newInstance(workflow);

    assertThat(names.getMethodsMetadata())
        .extracting(method -> method.getType() + " " + method.getName())
        .containsExactlyInAnyOrder(
            "WORKFLOW " + workflow.getSimpleName(),
            "QUERY status",
            "UPDATE approve",
            "UPDATE cancel",
            "UPDATE reject",
            "UPDATE_VALIDATOR approve",
            "UPDATE_VALIDATOR reject");
  }

  @Test
  void namesOfThePreparationArePinned() throws IOException {
    assertThat(
            POJOWorkflowInterfaceMetadata.newInstance(PrepareWorkflow.class).getMethodsMetadata())
        .extracting(method -> method.getType() + " " + method.getName())
        .containsExactly("WORKFLOW PrepareWorkflow");
    assertThat(Wire.mapper().writeValueAsString(new RawRequest("kind: train")))
        .isEqualTo("{\"text\":\"kind: train\"}");
  }

  @Test
  void namesOfTheComparisonArePinned() {
    assertThat(
            POJOWorkflowInterfaceMetadata.newInstance(CompareWorkflow.class).getMethodsMetadata())
        .extracting(method -> method.getType() + " " + method.getName())
        .containsExactlyInAnyOrder(
            "WORKFLOW CompareWorkflow",
            "QUERY status",
            "QUERY cells",
            "UPDATE approve",
            "UPDATE cancel",
            "UPDATE reject",
            "UPDATE_VALIDATOR approve",
            "UPDATE_VALIDATOR reject");
  }

  @Test
  void comparisonIsTheObjectThatReportsAreMadeOf() throws IOException {
    JsonNode pinned;
    try (InputStream in = getClass().getResourceAsStream("comparison.json")) {
      pinned = Wire.mapper().readTree(in);
    }

    Comparison comparison = Wire.mapper().treeToValue(pinned, Comparison.class);

    assertThat(Wire.mapper().readTree(Wire.mapper().writeValueAsString(comparison)))
        .isEqualTo(pinned);
    assertThat(comparison.cells()).extracting(Comparison.Cell::state).contains(RunState.WAITING);
  }

  @Test
  void resultOfARunIsTheJsonObjectOfTheDesign() throws IOException {
    JsonNode pinned;
    try (InputStream in = getClass().getResourceAsStream("run-result.json")) {
      pinned = Wire.mapper().readTree(in);
    }

    RunResult result = Wire.mapper().treeToValue(pinned, RunResult.class);

    assertThat(Wire.mapper().readTree(Wire.mapper().writeValueAsString(result))).isEqualTo(pinned);
    assertThat(Wire.mapper().writeValueAsString(result))
        .startsWith("{\"runId\":\"gdpr-2026-0117\",\"state\":\"published\",\"membership\":");
    assertThat(result.baseline().orElseThrow().metrics()).containsEntry("ua", 5.3);
    assertThat(result.artifacts().get("unlearned").bytes()).isEqualTo(44_700_000L);
  }

  @ParameterizedTest
  @EnumSource(RunState.class)
  void stateIsWrittenUnderItsWireName(RunState state) {
    assertThat(Wire.mapper().valueToTree(state).textValue()).isEqualTo(state.wireName());
  }

  @Test
  void exitCodesArePinned() {
    assertThat(RunState.PUBLISHED.exitCode()).isZero();
    assertThat(RunState.COMPLETED.exitCode()).isZero();
    assertThat(RunState.GATE_FAILED.exitCode()).isEqualTo(3);
    assertThat(RunState.REJECTED.exitCode()).isEqualTo(3);
    assertThat(RunState.CANCELLED.exitCode()).isEqualTo(4);
    assertThat(FailureKind.USER.exitCode()).isEqualTo(2);
    assertThat(FailureKind.DATA.exitCode()).isEqualTo(2);
    assertThat(FailureKind.PLATFORM.exitCode()).isEqualTo(5);
  }

  @Test
  void onlyPlatformFailuresAreRetried() {
    assertThat(FailureKind.values())
        .filteredOn(FailureKind::retryable)
        .containsExactly(FailureKind.PLATFORM);
    assertThat(reported(new UncheckedIOException(new IOException("x"))).isNonRetryable()).isFalse();
    assertThat(reported(new NullPointerException()).isNonRetryable())
        .as("a fault of the program")
        .isTrue();
  }

  private static ApplicationFailure reported(RuntimeException error) {
    return Failures.toApplicationFailure(error, Optional.empty());
  }
}
