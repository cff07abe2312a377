package io.lethe.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.lethe.activities.plan.Plan;
import io.lethe.activities.plan.Planner;
import io.lethe.formats.Safetensors;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.Normalization;
import io.lethe.workflows.request.RequestReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that can be wrong with data and model, before anything is stored. */
class PlannerTest {
  private static final Location MODEL = new Location("models", "tiny.safetensors");
  private static final String GA = "method: {name: ga, epochs: 1, batchSize: 16}\n";

  @TempDir Path cache;

  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private TensorFile weights;

  @BeforeEach
  void prepare() {
    TinyData.store(store);
    store.createBucketIfMissing("models");
    try (Network network =
        Network.create(Architectures.get("resnet20s"), 3, Normalization.CIFAR10, 1, Device.cpu())) {
      weights = network.export();
    }
    put(weights);
  }

  private void put(TensorFile file) {
    store.put(MODEL, Safetensors.toBytes(file));
  }

  private Plan plan(String forget, String more) {
    return new Planner(Workspace.of(store, cache))
        .plan(TinyData.unlearn("planned", MODEL.toString(), forget, GA + more));
  }

  private Plan planOf(String method) {
    return new Planner(Workspace.of(store, cache))
        .plan(
            TinyData.unlearn(
                "planned", MODEL.toString(), "{class: 1}", "method: {" + method + "}\n"));
  }

  /** 16 records to forget and 32 to retain, in batches of 10. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: be, epochs: 3, batchSize: 10 | 6",
        "name: bs, epochs: 3, batchSize: 10 | 6",
        "name: l1-sparse, epochs: 3, batchSize: 10 | 12",
        "name: rl, epochs: 3, batchSize: 10 | 18",
        "name: salun-soft, epochs: 3, batchSize: 10 | 15",
        "name: iu, samples: 4, batchSize: 10 | 12",
        "name: iu, samples: 40, firstSample: 30, batchSize: 10 | 8",
        "name: iu, form: woodbury, samples: 4, batchSize: 10 | 10",
      })
  void stepsOfEachMethod(String method, long steps) {
    assertThat(planOf(method).steps()).isEqualTo(steps);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: iu, firstSample: 32 | method.firstSample: found 32, allowed are 0 to 31",
      })
  void parametersThatDoNotFitTheSetsAreRefused(String method, String message) {
    assertThatThrownBy(() -> planOf(method))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(message);
  }

  private void refused(String forget, String more, String... words) {
    List<String> before = listing();

    assertThatThrownBy(() -> plan(forget, more))
        .isInstanceOf(InvalidInputException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(words));

    assertThat(listing()).as("nothing is stored").isEqualTo(before);
  }

  private List<String> listing() {
    return Stream.of("data", "models", Layout.BUCKET)
        .flatMap(bucket -> store.list(bucket, ""))
        .map(ObjectInfo::toString)
        .toList();
  }

  @Test
  void planCountsWhatTheRequestMeans() {
    List<String> before = listing();

    Plan plan = plan("{class: 1}", "");

    assertThat(plan.forget()).isEqualTo(16);
    assertThat(plan.retain()).isEqualTo(32);
    assertThat(plan.test()).as("without the forgotten class").isEqualTo(8);
    assertThat(plan.steps()).isEqualTo(1);
    assertThat(plan.membership()).isEqualTo("unknown");
    assertThat(plan.warnings()).anyMatch(w -> w.contains("training manifest"));
    assertThat(plan.seconds()).isPositive();
    assertThat(plan.memoryBytes()).isGreaterThan(plan.diskBytes());
    assertThat(listing()).as("nothing is stored").isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ids: ['train/c0/99.png']} | forget.ids | train/c0/99.png",
        "{ids: ['test/c0/00.png']} | forget.ids | training split",
        "{class: 7} | forget.class | 7",
        "{random: {count: 48}} | forget.random.count | 48",
        "{random: {fraction: 0.001}} | forget.random.fraction | empty",
        "{subject: ada} | forget.subject | ada",
        "{idsFrom: 's3://data/nothing.txt'} | forget.idsFrom | nothing.txt",
        "{idsFrom: 's3://data/../x'} | forget.idsFrom | ..",
        "{idsFrom: 'local.txt'} | forget.idsFrom | local.txt",
      })
  void forgetSetsThatDoNotFitAreRefused(String forget, String field, String found) {
    refused(forget, "", field, found);
  }

  @Test
  void duplicateIdsOfAListAreRefused() {
    store.put(
        new Location("data", "twice.txt"),
        "train/c0/01.png\ntrain/c0/01.png\n".getBytes(StandardCharsets.UTF_8));

    refused("{idsFrom: 's3://data/twice.txt'}", "", "forget", "more than once");
  }

  @Test
  void everythingIsNoForgetSet() {
    Location list = new Location("data", "all.txt");
    String all;
    try (Stream<ObjectInfo> images = store.list("data", "tiny/train/")) {
      all =
          images
              .map(info -> info.location().key().substring("tiny/".length()))
              .reduce("", (a, b) -> a + b + "\n");
    }
    store.put(list, all.getBytes(StandardCharsets.UTF_8));

    refused("{idsFrom: '" + list + "'}", "", "forget", "all 48");
  }

  @Test
  void missingModelIsRefused() {
    store.delete(MODEL);

    refused("{class: 1}", "", "model.ref", "tiny.safetensors");
  }

  @Test
  void pickleIsRefusedWithAHint() {
    store.put(MODEL, new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0});

    refused("{class: 1}", "", "model.ref", "safetensors");
  }

  @Test
  void truncatedWeightsAreRefused() {
    byte[] whole = Safetensors.toBytes(weights);
    store.put(MODEL, Arrays.copyOf(whole, whole.length / 2));

    refused("{class: 1}", "", "model.ref", "truncated");
  }

  @Test
  void weightsThatAreNoNumbersAreRefused() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(weights.tensors());
    Tensor bias = tensors.get("linear.bias");
    tensors.put("linear.bias", Tensor.ofFloats(new float[] {Float.NaN, 0, 0}, bias.shape()));
    put(TensorFile.of(tensors));

    refused("{class: 1}", "", "model.ref", "linear.bias");
  }

  @Test
  void missingTensorIsNamed() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(weights.tensors());
    tensors.remove("conv1.weight");
    put(TensorFile.of(tensors));

    refused("{class: 1}", "", "model.ref", "conv1.weight");
  }

  @Test
  void contentThatChangedUnderItsDigestIsRefused() {
    String digest = "0".repeat(64);
    assertThatThrownBy(
            () ->
                new Planner(Workspace.of(store, cache))
                    .plan(
                        RequestReader.read(
                            """
                            kind: unlearn
                            name: changed
                            model: {ref: '%s', sha256: '%s', architecture: resnet20s, classes: 3}
                            dataset: {ref: '%s'}
                            forget: {class: 1}
                            method: {name: ga}
                            compute: {device: cpu, threads: 1}
                            """
                                .formatted(MODEL, digest, TinyData.REF))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model.sha256")
        .hasMessageContaining(digest);
  }

  @ParameterizedTest
  @CsvSource({"0", "17"})
  void filesThatAreNoImagesAreRefused(int bytes) {
    store.put(new Location("data", "tiny/train/c0/03.png"), new byte[bytes]);

    refused("{class: 1}", "", "dataset.ref", "train/c0/03.png");
  }

  @Test
  void gateOnGapsWithoutABaselineIsRefused() {
    refused("{class: 1}", "baseline: {mode: reuse}\ngate: {maxAvgGap: 3}\n", "gate.maxAvgGap");
  }

  @Test
  void aBaselineThatWillBeTrainedHasATimeOfItsOwn() {
    Plan one = plan("{class: 1}", "baseline: {mode: train, recipe: {epochs: 1}}\n");
    Plan many = plan("{class: 1}", "baseline: {mode: train, recipe: {epochs: 1000}}\n");

    assertThat(plan("{class: 1}", "").baselineSeconds()).isEmpty();
    assertThat(one.baselineFound()).isEqualTo("will be trained");
    assertThat(many.baselineSeconds().orElseThrow())
        .isGreaterThan(10 * one.baselineSeconds().orElseThrow());
  }

  @Test
  void subjectsOfAFileAreHeldAgainstTheData() {
    store.put(new Location("data", "one.txt"), "ada\n".getBytes(StandardCharsets.UTF_8));
    store.put(new Location("data", "two.txt"), "ada\nbob\n".getBytes(StandardCharsets.UTF_8));

    refused("{subjectFrom: 's3://data/one.txt'}", "", "forget.subjectFrom", "'ada'");
    refused("{subjectFrom: 's3://data/two.txt'}", "", "forget.subjectFrom", "2 lines");
    refused("{subjectFrom: 's3://data/no.txt'}", "", "forget.subjectFrom", "no.txt");
  }

  @Test
  void missingBaselineIsAWarningWithoutAGate() {
    assertThat(plan("{class: 1}", "baseline: {mode: reuse}\n").baselineFound())
        .isEqualTo("missing");
  }
}
