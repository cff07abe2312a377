package io.lethe.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.activities.slice.SliceSettings;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.workflows.contract.Admission;
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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
