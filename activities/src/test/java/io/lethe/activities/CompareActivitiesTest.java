package io.lethe.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.CompareInput;
import io.lethe.workflows.contract.Comparison;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.RunOutcome;
import io.lethe.workflows.contract.RunQuery;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.CompareRequest;
import io.lethe.workflows.request.RequestReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a comparison reads from run records. */
class CompareActivitiesTest {
  private static final CompareRequest REQUEST =
      (CompareRequest)
          RequestReader.readRun(
              """
              kind: compare
              name: c
              model: {ref: "s3://x/m", architecture: resnet20s, classes: 10}
              dataset: {ref: "s3://x/d"}
              forget: [{class: 3}]
              methods: [{name: ft}, {name: ga}]
              seeds: [1, 2]
              """);

  @TempDir private Path cache;
  private final ObjectStore store = new InMemoryObjectStore();
  private CompareActivitiesImpl activities;

  @BeforeEach
  void prepare() {
    store.createBucketIfMissing(Layout.BUCKET);
    activities = new CompareActivitiesImpl(Workspace.of(store, cache));
  }

  private void record(String run, String execution, RunState state, long second) {
    RunResult result =
        RunResult.bare(
            run, state, List.of(), Map.of(), Optional.empty(), Optional.empty(), Optional.empty());
    RunRecord record =
        new RunRecord(
            run,
            execution,
            "digest",
            TinyData.train(run, ""),
            Optional.empty(),
            state,
            "evaluate",
            Instant.ofEpochSecond(second),
            Instant.ofEpochSecond(second),
            List.of(),
            state.ended() ? Optional.of(result) : Optional.empty());
    new StoreActivitiesImpl(store).writeRunRecord(record);
  }

  @Test
  void onlyARunOfTheSameRequestThatEndedWellNeedNotBeRepeated() {
    record("good", "e", RunState.COMPLETED, 1);
    record("bad", "e", RunState.FAILED, 1);
    record("open", "e", RunState.RUNNING, 1);
    record("retried", "e1", RunState.COMPLETED, 1);
    record("retried", "e2", RunState.RUNNING, 2);

    assertThat(activities.find(new RunQuery("good", "digest")).outcome())
        .map(RunOutcome::state)
        .contains(RunState.COMPLETED);
    assertThat(activities.find(new RunQuery("good", "other")).outcome()).isEmpty();
    assertThat(activities.find(new RunQuery("bad", "digest")).outcome()).isEmpty();
    assertThat(activities.find(new RunQuery("open", "digest")).outcome()).isEmpty();
    assertThat(activities.find(new RunQuery("retried", "digest")).outcome()).isEmpty();
    assertThat(activities.find(new RunQuery("none", "digest")).outcome()).isEmpty();
  }

  @Test
  void theComparisonIsStoredAsFarAsItHasCome() throws IOException {
    record("c.ft-class-3-s1", "e", RunState.COMPLETED, 1);
    record("c.ga-class-3-s1", "e", RunState.RUNNING, 1);
    Failure failure = new Failure(FailureKind.PLATFORM, Optional.empty(), "no record");
    CompareInput input =
        CompareInput.of(REQUEST, "d")
            .carry(
                0, List.of(new CompareInput.Ended("c.ft-class-3-s2", RunOutcome.failed(failure))));

    ArtifactRef ref = activities.assemble(input);

    Location place = Location.parse(ref.key());
    Comparison comparison = Json.read(place, store.read(place).bytes(), Comparison.class);
    assertThat(comparison.cells())
        .extracting(Comparison.Cell::state)
        .containsExactly(RunState.COMPLETED, RunState.FAILED, RunState.RUNNING, RunState.WAITING);
    assertThat(activities.assemble(input)).isEqualTo(ref);
  }
}
