package io.lethe.activities;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.lethe.formats.Safetensors;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.Normalization;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.contract.PreparedRun;
import io.lethe.workflows.contract.RawRequest;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.TaskQueues;
import io.lethe.workflows.pipeline.PrepareWorkflow;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestReader;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that arrive through Temporal: read and checked there, and nothing stored. */
class PreparationTest {
  private static final Location MODEL = new Location("models", "tiny.safetensors");
  private static final String ID = "train/c9/nobody.png";

  @TempDir Path cache;

  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private TinyPipeline pipeline;

  @BeforeEach
  void prepare() {
    TinyData.store(store);
    store.createBucketIfMissing("models");
    store.createBucketIfMissing(Layout.BUCKET);
    try (Network network =
        Network.create(Architectures.get("resnet20s"), 3, Normalization.CIFAR10, 1, Device.cpu())) {
      store.put(MODEL, Safetensors.toBytes(network.export()));
    }
    store.put(new Location("data", "ids.txt"), (ID + "\n").getBytes(StandardCharsets.UTF_8));
    store.put(new Location("data", "who.txt"), "Ada Byron\n".getBytes(StandardCharsets.UTF_8));
    pipeline = new TinyPipeline(store, cache);
  }

  @AfterEach
  void close() {
    pipeline.close();
  }

  private static String text(String forget) {
    return """
        kind: unlearn
        name: nightly
        model: {ref: 's3://models/tiny.safetensors', architecture: resnet20s, classes: 3}
        dataset: {ref: s3://data/tiny}
        forget: %s
        method: {name: ga, epochs: 1, batchSize: 16}
        compute: {device: cpu, threads: 1}
        """
        .formatted(forget);
  }

  private PreparedRun prepare(String text) {
    return pipeline
        .client()
        .newWorkflowStub(
            PrepareWorkflow.class,
            WorkflowOptions.newBuilder()
                .setTaskQueue(TaskQueues.WORKFLOWS)
                .setWorkflowId("nightly.prepare")
                .build())
        .prepare(new RawRequest(text));
  }

  private Failure refused(String text) {
    try {
      prepare(text);
    } catch (WorkflowFailedException e) {
      return Failures.read(e);
    }
    throw new AssertionError("it was not refused");
  }

  private void record(String text, RunState state) {
    Request request = RequestReader.read(text);
    new StoreActivitiesImpl(store)
        .writeRunRecord(
            new RunRecord(
                "nightly",
                "execution",
                RequestDigest.of(request),
                request,
                Optional.empty(),
                state,
                "admit",
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(),
                state.ended()
                    ? Optional.of(RunResult.bare("nightly", state, Optional.empty()))
                    : Optional.empty()));
  }

  @Test
  void aGoodRequestIsAnsweredInNormalFormAndNothingIsStored() {
    PreparedRun prepared = prepare(text("{class: 1}"));

    Request expected = RequestReader.read(text("{class: 1}"));
    assertThat(prepared.start().request()).isEqualTo(expected);
    assertThat(prepared.start().workflow()).isEqualTo("UnlearnWorkflow");
    assertThat(prepared.start().requestDigest()).isEqualTo(RequestDigest.of(expected));
    assertThat(prepared.result()).isEmpty();
    assertThat(store.list(Layout.BUCKET, "")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{class: 7} | forget.class",
        "{random: {fraction: 2}} | forget.random.fraction",
        "{idsFrom: list.txt} | forget.idsFrom",
        "{idsFrom: 's3://data/none.txt'} | forget.idsFrom",
        "{ids: [train/c0/00.png]} | forget.ids",
        "{subject: Ada Byron} | forget.subject"
      })
  void aBadRequestIsTheAuthorsFaultAndNamesTheField(String forget, String field) {
    Failure failure = refused(text(forget));

    assertThat(failure.kind()).isEqualTo(FailureKind.USER);
    assertThat(failure.field()).contains(field);
    assertThat(failure.message()).startsWith(field + ": ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{idsFrom: 's3://data/ids.txt'}", "{subjectFrom: 's3://data/who.txt'}"})
  void aRefusalNamesNoRecordAndNobody(String forget) {
    Failure failure = refused(text(forget));

    assertThat(failure.message()).startsWith("forget.").contains("found ");
    assertThat(failure.message()).doesNotContain(ID).doesNotContain("Ada");
  }

  @Test
  void comparisonsAreReadToo() {
    String compare =
        text("[{class: 1}, {ids: [train/c0/00.png]}]")
            .replace("unlearn", "compare")
            .replace("method: {name: ga", "seeds: [1]\nmethods: [{name: ga")
            .replace("16}", "16}]");

    assertThat(refused(compare).field()).contains("forget[1].ids");
    assertThat(prepare(compare.replace(", {ids: [train/c0/00.png]}", "")).start().workflow())
        .isEqualTo("CompareWorkflow");
  }

  @ParameterizedTest
  @EnumSource(
      value = RunState.class,
      names = {"FAILED", "CANCELLED", "RUNNING", "AWAITING_APPROVAL"})
  void anotherRequestTakesANameThatNoRunHolds(RunState state) {
    record(text("{class: 2}"), state);

    assertThat(prepare(text("{class: 1}")).result()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = RunState.class,
      names = {"PUBLISHED", "COMPLETED", "GATE_FAILED", "REJECTED"})
  void theNameOfARunThatHasAResultIsRefusedToAnotherRequest(RunState state) {
    record(text("{class: 2}"), state);

    Failure failure = refused(text("{class: 1}"));

    assertThat(failure.field()).contains("name");
    assertThat(failure.message()).contains("'nightly'", "another request", state.wireName());
  }

  @Test
  void theNameOfARunningRunIsRefusedToAnotherRequest() {
    record(text("{class: 2}"), RunState.RUNNING);
    pipeline
        .client()
        .newUntypedWorkflowStub(
            "UnlearnWorkflow",
            WorkflowOptions.newBuilder().setTaskQueue("nobody").setWorkflowId("nightly").build())
        .start();

    assertThat(refused(text("{class: 1}")).field()).contains("name");
  }

  @Test
  void theSameRequestGetsTheResultWithoutBeingHeldAgainstItsData() {
    record(text("{class: 1}"), RunState.PUBLISHED);
    store.delete(MODEL);

    RunResult result = prepare(text("{class: 1}")).result().orElseThrow();

    assertThat(result.state()).isEqualTo(RunState.PUBLISHED);
  }

  @Test
  void theSameRequestOfAFailedRunHasNoResult() {
    record(text("{class: 1}"), RunState.FAILED);

    assertThat(prepare(text("{class: 1}")).result()).isEmpty();
  }

  @Test
  void aRequestThatIsNoneIsRefused() {
    assertThat(refused("[]").kind()).isEqualTo(FailureKind.USER);
  }
}
