package io.lethe.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.activities.inputs.Manifests;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.request.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs over each way to say what is forgotten: by class, at random, by subject. */
class ScenariosTest {
  private static final String GA = "method: {name: ga, epochs: 1, batchSize: 16}\n";
  private static final int TRAIN = 3 * TinyData.TRAIN_PER_CLASS;

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

  private RunResult run(Request request) {
    RunResult result = pipeline.run(request);
    assertThat(result.failure()).isEmpty();
    return result;
  }

  private String train(String more) {
    return run(TinyData.train("original", more)).artifacts().get("trained").key();
  }

  private long known(RunResult result) {
    String model = result.artifacts().get("unlearned").key();
    return Manifests.beside(store, Location.parse(model)).orElseThrow().manifest().size();
  }

  @Test
  void aForgottenClassIsLeftOutOfTestAccuracyWhichIsAlsoReportedOverAll() {
    String model = train("");
    RunResult result =
        run(
            TinyData.unlearn(
                "class-wise",
                model,
                "{class: 2}",
                GA + "baseline: {mode: ref, ref: '" + model + "'}"));

    assertThat(result.metrics()).containsOnlyKeys("ua", "ra", "ta", "ta.all", "mia");
    assertThat(result.definitions())
        .containsEntry("ta", "ta.accuracy_test_without_forgotten_class")
        .containsEntry("ta.all", "ta.accuracy_test");
    assertThat(result.intervals()).containsKeys("ta", "ta.all");
    // Of 12 test records 4 are of the forgotten class: k of 8 right is at least k of 12.
    double kept = result.metrics().get("ta") / 100 * 8;
    double all = result.metrics().get("ta.all") / 100 * 12;
    assertThat(all - kept).isBetween(-1e-9, 4 + 1e-9);
    Map<String, Double> gaps = result.gaps();
    assertThat(result.avgGap().orElseThrow())
        .isCloseTo(
            (gaps.get("ua") + gaps.get("ra") + gaps.get("ta") + gaps.get("mia")) / 4, within(1e-9));
    assertThat(known(result)).isEqualTo(TRAIN - TinyData.TRAIN_PER_CLASS);
  }

  @Test
  void halfOfTheRecordsANumberOfThemOrThoseOfAPerson() {
    StringBuilder manifest = new StringBuilder();
    for (int i = 0; i < TinyData.TRAIN_PER_CLASS; i++) {
      for (int c = 0; c < 3; c++) {
        manifest.append(
            "{\"id\": \"train/c%d/%02d.png\", \"subject\": \"person %d\"}\n"
                .formatted(c, i, i % 8));
      }
    }
    for (int i = 0; i < 3 * TinyData.TEST_PER_CLASS; i++) {
      manifest.append("{\"id\": \"test/c%d/%02d.png\"}\n".formatted(i % 3, i / 3));
    }
    store.put(
        new Location("data", "tiny/manifest.jsonl"),
        manifest.toString().getBytes(StandardCharsets.UTF_8));
    String model = train("");

    RunResult half = run(TinyData.unlearn("half", model, "{random: {fraction: 0.5}}", GA));
    assertThat(known(half)).isEqualTo(TRAIN / 2);
    assertThat(half.metrics()).containsOnlyKeys("ua", "ra", "ta", "mia");
    RunResult seven = run(TinyData.unlearn("seven", model, "{random: {count: 7}}", GA));
    assertThat(known(seven)).isEqualTo(TRAIN - 7);
    RunResult person = run(TinyData.unlearn("person", model, "{subject: person 3}", GA));
    assertThat(known(person)).isEqualTo(TRAIN - 6);
  }

  /** Pitfall P2: off unless asked for, refused where it would re-teach, and loud in the result. */
  @Test
  void theTwoSplitLeakIsKnownCountedAndSaid() {
    String leak = ", \"twoSplitLeak\": {\"trainedSeed\": 1}";
    RunResult wrong = pipeline.run(secondSplit("wrong", train(""), leak));
    assertThat(wrong.failure().orElseThrow().kind()).isEqualTo(FailureKind.USER);
    assertThat(wrong.failure().orElseThrow().message())
        .contains("trainedSeed", "training manifest");

    String ofFirstSplit =
        run(TinyData.withSplit(TinyData.train("first-split", ""), split(1, "")))
            .artifacts()
            .get("trained")
            .key();
    RunResult honest = run(secondSplit("honest", ofFirstSplit, ""));
    assertThat(honest.membership()).contains("checked");
    assertThat(honest.warnings()).noneMatch(w -> w.contains("LEAK"));

    RunResult leaky = run(secondSplit("leaky", ofFirstSplit, leak));
    assertThat(leaky.membership()).contains("two-split-leak");
    assertThat(leaky.warnings())
        .anyMatch(w -> w.startsWith("KNOWN LEAK") && w.contains("of 36 records"));
    assertThat(known(leaky)).isGreaterThan(known(honest));
  }

  private static Request secondSplit(String name, String model, String more) {
    return TinyData.withSplit(
        TinyData.unlearn(name, model, "{random: {count: 6}}", GA), split(2, more));
  }

  private static String split(int seed, String more) {
    return "{\"validationFraction\": 0.25, \"seed\": %d%s}".formatted(seed, more);
  }
}
