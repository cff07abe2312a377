package io.lethe.activities.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.StageResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is removed, what stays, and what happens when a run writes in the meantime. */
class CollectorTest {
  private static final List<RunState> STATES = List.of(RunState.values());

  private final AgedStore aged = new AgedStore();
  private final ObjectStore store = aged.store(call -> {});
  private final Story story = new Story(store);
  private final Set<String> running = new HashSet<>();

  private Collector collector(ObjectStore over) {
    return new Collector(over, running::contains, Instant.now().minus(Duration.ofDays(30)));
  }

  private List<Garbage> collect() {
    return collect(store);
  }

  private List<Garbage> collect(ObjectStore over) {
    Collector collector = collector(over);
    return collector.find().stream().flatMap(g -> collector.remove(g).stream()).toList();
  }

  @Test
  void checkpointsOfAFinishedStageGoAndTheCounterStays() {
    story.checkpoints("k1");
    story.use("k1", "done");
    story.record("done", RunState.PUBLISHED, story.stage("k1", story.artifact("model")));
    aged.age();

    List<Garbage> removed = collect();

    assertThat(removed).singleElement().satisfies(g -> assertThat(g.objects()).isEqualTo(3));
    assertThat(removed.get(0).contents())
        .as("the pointer last: nothing then points to what is gone")
        .last()
        .satisfies(i -> assertThat(i.location()).isEqualTo(Layout.pointer("k1")));
    assertThat(story.keys(Layout.CHECKPOINTS)).containsExactly(Layout.counter("k1").key());
    assertThat(story.keys(Layout.STAGES)).hasSize(2);
    assertThat(story.keys(Layout.ARTIFACTS)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(RunState.class)
  void checkpointsOfAnUnfinishedStageStayUntilItsRunHasEnded(RunState state) {
    story.checkpoints("k1");
    story.use("k1", "run");
    story.record("run", state);
    aged.age();
    assertThat(collect().isEmpty()).isEqualTo(!state.ended());
  }

  @Test
  void aRetryThatRunsKeepsTheCheckpointsBeforeItHasWrittenItsRecord() {
    story.checkpoints("k1");
    story.use("k1", "again");
    story.record("again", RunState.FAILED);
    aged.age();
    running.add("again");
    assertThat(collect()).isEmpty();
  }

  /** Stages from before their users were noted: no open run may lose one. */
  @Test
  void checkpointsOfNobodyStayWhileAnyRunIsOpen() {
    story.checkpoints("k1");
    story.record("other", RunState.RUNNING);
    aged.age();
    assertThat(collect()).isEmpty();
  }

  @Test
  void youngObjectsStayWhateverTheyAre() {
    story.checkpoints("k1");
    story.artifact("orphan");
    assertThat(collect()).isEmpty();
    aged.age();
    assertThat(collect()).hasSize(2);
  }

  @Test
  void contentStaysWhereSomethingRefersToItOrSomebodyDeclaredIt() {
    ArtifactRef byStage = story.artifact("by stage");
    story.record("run", RunState.COMPLETED, story.stage("k1", byStage));
    ArtifactRef declared = story.artifact("declared");
    store.put(Layout.manifestKey(Location.parse(declared.key())), Story.bytes("key"));
    ArtifactRef imported = story.artifact("imported");
    store.put(Layout.imported(Location.parse(imported.key())), Story.bytes("\n"));
    ArtifactRef baseline = story.artifact("baseline");
    store.put(Layout.baseline("recipe", baseline.sha256()), Json.bytes(baseline));
    ArtifactRef orphan = story.artifact("orphan");
    String data = "datasets/sha256/aa/" + "a".repeat(64);
    store.put(new Location("lethe", data + "/train.png"), Story.bytes("png"));
    aged.age();

    assertThat(collect())
        .extracting(Garbage::group)
        .containsExactly(orphan.key(), "s3://lethe/" + data);
    for (ArtifactRef kept : List.of(byStage, declared, imported, baseline)) {
      assertThat(story.has(kept)).as(kept.key()).isTrue();
    }
  }

  @Test
  void aStageWhoseRunIsGoneGoesWithWhatItMade() {
    story.use("k1", "forgotten");
    story.stage("k1", story.artifact("model"));
    aged.age();
    assertThat(collect()).hasSize(2);
    assertThat(story.keys("")).isEmpty();
  }

  @Test
  void requestsOfRunsStayAndThoseThatNeverRanGo() {
    store.put(Layout.requestKey("run"), Story.bytes("key"));
    story.record("run", RunState.FAILED);
    store.put(Layout.requestKey("waiting"), Story.bytes("key"));
    running.add("waiting");
    store.put(Layout.requestKey("never"), Story.bytes("key"));
    store.put(Layout.list("never", "d"), Story.bytes("train/1"));
    store.put(Layout.probe("lethe", Layout.REQUESTS), Story.bytes("probe"));
    aged.age();
    assertThat(collect())
        .extracting(Garbage::reason)
        .containsExactlyInAnyOrder("it never became a run", "a probe");
    assertThat(story.keys(Layout.REQUESTS)).hasSize(2);
  }

  @Test
  void foldersItDoesNotKnowAreNotTouched() {
    store.put(new Location("lethe", "released/tiny/versions/1/model"), Story.bytes("m"));
    store.put(new Location("lethe", "somebody/else"), Story.bytes("x"));
    aged.age();
    assertThat(collect()).isEmpty();
  }

  /**
   * A run that reuses old content and an old stage, cut into a collection before each of its calls.
   * Not before a removal itself: that window is known, see {@link Collector}.
   */
  @Test
  void aRunThatWritesAtAnyMomentLosesNothing() {
    int calls = 0;
    for (int at = 1; at == 1 || calls >= at; at++) {
      AgedStore old = new AgedStore();
      Story before = new Story(old.store(call -> {}));
      before.artifact("model");
      before.use("k1", "forgotten");
      before.stage("k1", before.artifact("mask"));
      before.checkpoints("k2");
      old.age();

      int moment = at;
      AtomicInteger counted = new AtomicInteger();
      collect(
          old.store(
              call -> {
                if (!call.equals("delete") && counted.incrementAndGet() == moment) {
                  write(old.store(inner -> {}));
                }
              }));
      calls = counted.get();
      if (calls >= at) {
        assertThat(new StoreCheck(old.store(call -> {})).check().faults())
            .as("before call %d of %d", at, calls)
            .isEmpty();
      }
    }
    assertThat(calls).as("moments tried").isGreaterThan(20);
  }

  /** In the order of the activities: user of the stage, its result, artifacts, record. */
  private static void write(ObjectStore store) {
    Story run = new Story(store);
    run.use("k1", "new");
    var mask =
        store
            .find(Layout.stage("k1"))
            .map(found -> Json.read(Layout.stage("k1"), found.bytes(), StageResult.class))
            .orElseGet(() -> run.stage("k1", run.artifact("mask")));
    run.use("k2", "new");
    var unlearned = run.stage("k2", run.artifact("model"));
    run.record("new", RunState.COMPLETED, mask, unlearned);
  }

  /** Whatever the runs: nothing that was promised goes, and a second collection finds nothing. */
  @Test
  void randomStoresStayWhole() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      AgedStore old = new AgedStore();
      ObjectStore all = old.store(call -> {});
      Map<String, Integer> open = fill(new Story(all), random);
      old.age();

      List<Garbage> removed = collect(all);

      assertThat(new StoreCheck(all).check().faults()).as("seed %d", seed).isEmpty();
      open.forEach(
          (key, bodies) ->
              assertThat(new Story(all).keys(Layout.CHECKPOINTS + key)).hasSize(bodies));
      assertThat(collect(all)).as("seed %d, again after %s", seed, removed).isEmpty();
    }
  }

  /** Returns the checkpoint folders of open runs. */
  private static Map<String, Integer> fill(Story story, Random random) {
    Map<String, Integer> open = new HashMap<>();
    for (int run = 0; run < 6; run++) {
      RunState state = STATES.get(random.nextInt(STATES.size()));
      List<StageResult> stages = new ArrayList<>();
      for (int stage = 0; stage < random.nextInt(4); stage++) {
        String key = "k" + random.nextInt(8);
        story.use(key, "run" + run);
        story.checkpoints(key);
        ArtifactRef made = story.artifact("content of " + key);
        story.artifact("orphan " + random.nextInt(20));
        if (random.nextBoolean()) {
          stages.add(story.stage(key, made));
        } else if (!state.ended() && story.keys(Layout.stage(key).key()).isEmpty()) {
          open.put(key, 4);
        }
      }
      if (random.nextInt(4) > 0 || !state.ended()) {
        story.record("run" + run, state, stages.toArray(new StageResult[0]));
      }
    }
    open.keySet().removeIf(key -> !story.keys(Layout.stage(key).key()).isEmpty());
    return open;
  }
}
