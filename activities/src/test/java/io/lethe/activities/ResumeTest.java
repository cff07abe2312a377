package io.lethe.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.activities.slice.SliceSettings;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.workflows.contract.Admission;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.ComputeActivities;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.SliceResult;
import io.lethe.workflows.contract.StageInput;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.payload.DataConverters;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestEnvironmentOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Slices in processes that share nothing but the store. */
class ResumeTest {
  @TempDir Path folder;

  private final AtomicLong readings = new AtomicLong();
  private final List<TestActivityEnvironment> processes = new ArrayList<>();

  @AfterEach
  void close() {
    processes.forEach(TestActivityEnvironment::close);
  }

  /** Activities as a new process would have them: own caches, only the store in common. */
  private ComputeActivities newProcess(InMemoryObjectStore store, SliceSettings settings) {
    TestActivityEnvironment process =
        TestActivityEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder()
                        .setDataConverter(DataConverters.lethe())
                        .build())
                .build());
    processes.add(process);
    Workspace workspace = Workspace.of(store, folder.resolve("cache-" + processes.size()));
    process.registerActivitiesImplementations(new ComputeActivitiesImpl(workspace, settings));
    return process.newActivityStub(ComputeActivities.class);
  }

  private SliceSettings oneStepASlice() {
    return new SliceSettings(
        Duration.ofSeconds(2),
        Duration.ofHours(1),
        Duration.ofSeconds(1),
        () -> readings.addAndGet(1_000_000_000L) / 2);
  }

  @Test
  void trainingInManyProcessesGivesTheBitsOfOne() {
    InMemoryObjectStore once = new InMemoryObjectStore();
    TinyData.store(once);
    RunInput run = TinyData.input(TinyData.train("resumed", ""));
    ComputeActivities whole = newProcess(once, SliceSettings.standard());
    StageResult expected = whole.train(StageInput.of(run, whole.admit(run))).result().orElseThrow();

    InMemoryObjectStore store = new InMemoryObjectStore();
    TinyData.store(store);
    Admission admission = newProcess(store, oneStepASlice()).admit(run);
    int slices = 0;
    SliceResult answer;
    do {
      answer = newProcess(store, oneStepASlice()).train(StageInput.of(run, admission));
      slices++;
    } while (answer.result().isEmpty() && slices < 100);

    assertThat(slices).isGreaterThan(3);
    StageResult resumed = answer.result().orElseThrow();
    assertThat(resumed.artifact("model").sha256()).isEqualTo(expected.artifact("model").sha256());
    assertThat(resumed.artifact("lossCurve").sha256())
        .isEqualTo(expected.artifact("lossCurve").sha256());
    assertThat(resumed.attempts()).isEqualTo(1);
    assertThat(resumed.bitExact()).isTrue();
  }

  private static final String SHORT = ", batchSize: 8, learningRate: 0.01, momentum: 0.9}";

  static Stream<Arguments> methods() {
    return Stream.of(
        Arguments.of("salun", "method: {name: salun, epochs: 1, mask: {fraction: 0.5}" + SHORT),
        Arguments.of("rl", "method: {name: rl, epochs: 1" + SHORT),
        Arguments.of("ft", "method: {name: ft, epochs: 2" + SHORT),
        Arguments.of("ga", "method: {name: ga, epochs: 4" + SHORT),
        Arguments.of("retrain", "method: {name: retrain, epochs: 2" + SHORT),
        Arguments.of("iu", "method: {name: iu, alpha: 0.001, batchSize: 8, samples: 4, mask: {}}"),
        Arguments.of(
            "iu-woodbury",
            "method: {name: iu, form: woodbury, alpha: 0.001, batchSize: 8, samples: 4}"),
        Arguments.of("be", "method: {name: be, epochs: 4, mask: {}" + SHORT),
        Arguments.of("bs", "method: {name: bs, epochs: 4" + SHORT),
        Arguments.of("l1-sparse", "method: {name: l1-sparse, epochs: 2, gamma: 0.001" + SHORT),
        Arguments.of("l1-prox", "method: {name: l1-sparse, form: proximal, epochs: 2" + SHORT),
        Arguments.of("salun-soft", "method: {name: salun-soft, epochs: 2" + SHORT),
        Arguments.of(
            "soft-paper", "method: {name: salun-soft, form: paper, epochs: 1, mask: {}" + SHORT));
  }

  /** Mask, method and evaluation, each handed from process to process while momentum builds up. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void everyStageInManyProcessesGivesTheBitsOfOne(String method, String yaml) {
    InMemoryObjectStore once = new InMemoryObjectStore();
    TinyData.store(once);
    RunInput base = TinyData.input(TinyData.train("base", ""));
    ComputeActivities whole = newProcess(once, SliceSettings.standard());
    StageResult original =
        whole.train(StageInput.of(base, whole.admit(base))).result().orElseThrow();
    String model = original.artifact("model").key();
    RunInput run = TinyData.input(TinyData.unlearn(method, model, "{class: 0}", yaml));
    StageInput input = StageInput.of(run, whole.admit(run));
    InMemoryObjectStore store = copyOfInputs(once, method, model);

    Optional<ArtifactRef> mask = Optional.empty();
    if (run.request().method().mask().isPresent()) {
      StageResult expected = whole.mask(input).result().orElseThrow();
      StageResult resumed = inManyProcesses(store, process -> process.mask(input), 1);
      assertThat(resumed.artifacts()).isEqualTo(expected.artifacts());
      mask = Optional.of(resumed.artifact("mask"));
    }
    StageInput masked = input.withMask(mask);
    StageResult expected = whole.unlearn(masked).result().orElseThrow();
    StageResult resumed = inManyProcesses(store, process -> process.unlearn(masked), 3);
    assertThat(resumed.artifact("model")).isEqualTo(expected.artifact("model"));
    assertThat(resumed.artifact("lossCurve")).isEqualTo(expected.artifact("lossCurve"));
    assertThat(resumed.bitExact()).isTrue();

    StageInput subject = input.withSubject(resumed.artifact("model"));
    assertThat(inManyProcesses(store, process -> process.evaluate(subject), 0).evaluation())
        .isEqualTo(whole.evaluate(subject).result().orElseThrow().evaluation());
  }

  /** Another store with the same inputs, the request's key included, so that digests agree. */
  private static InMemoryObjectStore copyOfInputs(
      InMemoryObjectStore from, String run, String model) {
    InMemoryObjectStore to = new InMemoryObjectStore();
    TinyData.store(to);
    to.createBucketIfMissing(Layout.BUCKET);
    Location weights = Location.parse(model);
    for (Location place :
        List.of(
            weights,
            Layout.manifest(weights),
            Layout.manifestKey(weights),
            Layout.requestKey(run))) {
      to.put(place, from.read(place).bytes());
    }
    return to;
  }

  private StageResult inManyProcesses(
      InMemoryObjectStore store, Function<ComputeActivities, SliceResult> slice, int least) {
    int slices = 0;
    SliceResult answer;
    do {
      answer = slice.apply(newProcess(store, oneStepASlice()));
      slices++;
    } while (answer.result().isEmpty() && slices < 100);
    assertThat(slices).isGreaterThan(least);
    return answer.result().orElseThrow();
  }

  @Test
  void finishedStageIsFoundByContentWithoutWork() {
    InMemoryObjectStore store = new InMemoryObjectStore();
    TinyData.store(store);
    RunInput run = TinyData.input(TinyData.train("found", ""));
    ComputeActivities activities = newProcess(store, SliceSettings.standard());
    StageInput input = StageInput.of(run, activities.admit(run));
    StageResult first = activities.train(input).result().orElseThrow();

    SliceResult again = activities.train(input);

    assertThat(again.result()).contains(first);
    assertThat(again.progress().steps()).isZero();
  }

  /** Whoever finds an artifact damaged deletes it and tries again. */
  @Test
  void aFinishedStageWhoseArtifactIsGoneIsDoneAgain() {
    InMemoryObjectStore store = new InMemoryObjectStore();
    TinyData.store(store);
    RunInput run = TinyData.input(TinyData.train("gone", ""));
    ComputeActivities activities = newProcess(store, SliceSettings.standard());
    StageInput input = StageInput.of(run, activities.admit(run));
    StageResult first = activities.train(input).result().orElseThrow();
    Location model = Location.parse(first.artifact("model").key());
    byte[] weights = store.read(model).bytes();
    store.delete(model);

    assertThat(activities.train(input).result()).contains(first);
    assertThat(store.read(model).bytes()).isEqualTo(weights);
  }
}
