package io.lethe.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.activities.inputs.Manifests;
import io.lethe.activities.release.Publisher;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs: real workflows, real activities, a store in memory, a small net. */
class PipelineTest {
  private static final String SALUN =
      """
      method: {name: salun, epochs: 1, batchSize: 16, learningRate: 0.01}
      """;

  @TempDir Path cache;

  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private TinyPipeline pipeline;

  @BeforeEach
  void start() {
    TinyData.store(store);
    pipeline = new TinyPipeline(store, cache);
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void trainedModelIsUnlearnedMeasuredComparedAndReleased() throws IOException {
    RunResult trained = run(TinyData.train("original", ""));
    assertThat(trained.failure()).isEmpty();
    assertThat(trained.metrics()).containsOnlyKeys("ra", "ta");
    ArtifactRef model = trained.artifacts().get("trained");

    RunResult result =
        run(
            TinyData.unlearn(
                "first",
                model.key(),
                "{random: {fraction: 0.25}}",
                SALUN
                    + """
                    baseline: {mode: train, recipe: {epochs: 2, batchSize: 16, learningRate: 0.05, schedule: {milestones: []}}}
                    publish: {to: s3://released/tiny}
                    """));

    assertThat(result.failure()).isEmpty();
    assertThat(result.state()).isEqualTo(RunState.PUBLISHED);
    assertThat(result.membership()).contains("checked");
    assertThat(result.metrics()).containsOnlyKeys("ua", "ra", "ta", "mia");
    assertThat(result.original()).containsOnlyKeys("ua", "ra", "ta", "mia");
    assertThat(result.gaps()).containsOnlyKeys("ua", "ra", "ta", "mia");
    assertThat(result.avgGap()).isPresent();
    assertThat(result.rte()).containsOnlyKeys("mask", "unlearn");
    assertThat(result.bitExact()).isTrue();
    assertThat(result.artifacts())
        .containsKeys("unlearned", "mask", "manifest", "lossCurve", "maskShares");

    Location alias = new Location("released", "tiny/current.json");
    Publisher.Alias target =
        Wire.mapper().readValue(store.read(alias).bytes(), Publisher.Alias.class);
    assertThat(target.model()).isEqualTo(result.artifacts().get("unlearned"));
    assertThat(target.run()).isEqualTo("first");
    try (Stream<?> records = store.list(Layout.BUCKET, "runs/first/")) {
      assertThat(records).hasSize(1);
    }

    RunResult reused =
        run(
            TinyData.unlearn(
                "second-look",
                model.key(),
                "{random: {fraction: 0.25}}",
                """
                method: {name: ga, epochs: 1, batchSize: 16}
                baseline: {mode: reuse, recipe: {epochs: 2, batchSize: 16, learningRate: 0.05, schedule: {milestones: []}}}
                gate: {maxAvgGap: 100}
                """));
    assertThat(reused.baseline()).isEqualTo(result.baseline());
  }

  @Test
  void secondRequestNeverSeesTheRecordsOfTheFirst() {
    String model = run(TinyData.train("base", "")).artifacts().get("trained").key();
    String once =
        run(TinyData.unlearn("one", model, "{class: 0}", SALUN)).artifacts().get("unlearned").key();
    Manifests after = Manifests.beside(store, Location.parse(once)).orElseThrow();
    assertThat(after.manifest().size()).isEqualTo(2 * TinyData.TRAIN_PER_CLASS);

    RunResult again = run(TinyData.unlearn("two", once, "{ids: ['train/c0/03.png']}", SALUN));
    assertThat(again.failure().orElseThrow().kind()).isEqualTo(FailureKind.USER);
    assertThat(again.failure().orElseThrow().message())
        .contains("1 record ids", "training manifest")
        .doesNotContain("train/c0/03.png");

    String twice =
        run(TinyData.unlearn("three", once, "{class: 1}", SALUN))
            .artifacts()
            .get("unlearned")
            .key();
    assertThat(Manifests.beside(store, Location.parse(twice)).orElseThrow().manifest().size())
        .isEqualTo(TinyData.TRAIN_PER_CLASS);
  }

  /**
   * What the loader delivers decides the weights: with other pixels in the records that the first
   * request forgot, the second request must end in the same bits; with other pixels in records that
   * it retains, it must not.
   */
  @Test
  void pixelsOfForgottenRecordsHaveNoInfluenceOnTheSecondRequest() {
    TinyData.store(store, "forgotten-changed", 0);
    TinyData.store(store, "retained-changed", 2);
    String model = run(TinyData.train("taught", "")).artifacts().get("trained").key();
    String once =
        run(TinyData.unlearn("one", model, "{class: 0}", SALUN)).artifacts().get("unlearned").key();

    String same = secondRequest("two-a", TinyData.REF, once);
    assertThat(secondRequest("two-b", "s3://data/forgotten-changed", once)).isEqualTo(same);
    assertThat(secondRequest("two-c", "s3://data/retained-changed", once)).isNotEqualTo(same);
  }

  private String secondRequest(String name, String data, String model) {
    return run(TinyData.unlearn(name, data, model, "{class: 1}", SALUN))
        .artifacts()
        .get("unlearned")
        .sha256();
  }

  @Test
  void historyHoldsNoRecordIds() throws IOException {
    String model = run(TinyData.train("seen", "")).artifacts().get("trained").key();
    Location list = new Location("data", "lists/forget.txt");
    store.put(list, "train/c0/03.png\ntrain/c2/07.png\n".getBytes(StandardCharsets.UTF_8));

    RunResult result = run(TinyData.unlearn("private", model, "{idsFrom: '" + list + "'}", SALUN));

    assertThat(result.failure()).isEmpty();
    String history =
        pipeline
            .client()
            .fetchHistory("private")
            .getHistory()
            .toByteString()
            .toString(StandardCharsets.ISO_8859_1);
    assertThat(history).contains("s3://data/lists/forget.txt").doesNotContain("c0/03.png");
    try (Stream<String> records =
        store
            .list(Layout.BUCKET, "runs/private/")
            .map(info -> new String(store.read(info.location()).bytes(), StandardCharsets.UTF_8))) {
      assertThat(records).noneMatch(text -> text.contains("c0/03.png"));
    }
  }

  @Test
  void exactNumbersComeOutOfTheSameRequestTwice() {
    ArtifactRef first = run(TinyData.train("twin-a", "")).artifacts().get("trained");
    ArtifactRef second = run(TinyData.train("twin-b", "")).artifacts().get("trained");

    assertThat(second.sha256()).isEqualTo(first.sha256());
  }

  private RunResult run(Request request) {
    return pipeline.run(request);
  }
}
