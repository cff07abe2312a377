package io.lethe.workflows.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Presets are files, are listed, say where each value comes from, and leave no doubt afterwards.
 */
class PresetsTest {
  private static final String BASE =
      """
      kind: unlearn
      name: small
      model: {ref: model.safetensors, architecture: resnet18, classes: 10}
      dataset: {ref: data}
      """;
  private static final String FORGET = "forget: {class: 3}\n";
  private static final String TWO_SPLIT =
      "preset: [published-code/two-split-cifar10, paper/salun-cifar10-10]\n";

  static List<String> names() {
    return Presets.names();
  }

  private static List<Problem> problems(String text) {
    return catchThrowableOfType(InvalidRequestException.class, () -> RequestReader.read(text))
        .problems();
  }

  @Test
  void theSchemaListsTheFiles() throws IOException, URISyntaxException {
    Path root = Path.of(Presets.class.getResource("presets").toURI());
    try (Stream<Path> files = Files.walk(root)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> root.relativize(f).toString()))
          .containsExactlyInAnyOrderElementsOf(names().stream().map(n -> n + ".yaml").toList());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aPresetIsAValidRequestAndSaysWhereEachValueComesFrom(String name)
      throws NoSuchAlgorithmException {
    String text = Presets.text(name);
    assertThat(Presets.description(name)).isNotBlank();
    assertThat(text.lines().filter(line -> line.matches(" +\\w+: *[^# ]+.*")))
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(line)
                    .matches(l -> l.contains("#") || l.matches(" +(name|schedule): .*"), "source"));
    String method = text.contains("\nmethod:") ? "" : "method: {name: ft}\n";
    Request request =
        RequestReader.read(
            BASE + (text.contains("\nforget:") ? "" : FORGET) + method + "preset: " + name);
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    assertThat(request.preset().orElseThrow().get(0))
        .isEqualTo(new PresetUse(name, HexFormat.of().formatHex(digest), Optional.empty()));
    assertThat(RequestReader.read(RequestFormat.json(request))).isEqualTo(request);
  }

  @ParameterizedTest
  @CsvSource({
    "paper/salun-cifar10-10, salun, 10, 0.013",
    "paper/salun-cifar10-50, salun, 10, 0.013",
    "paper/ft-cifar10-50, ft, 10, 0.01",
    "paper/rl-cifar10-10, rl, 10, 0.01",
    "paper/ga-cifar10-10, ga, 5, 0.0001",
    "paper/retrain-cifar10, retrain, 182, 0.1",
    "published-code/retrain-cifar10, retrain, 160, 0.1",
    "published-code/rl-cifar10, rl, 10, 0.1",
  })
  void valuesAreThoseOfTheSpecification(String name, String method, int epochs, double rate) {
    MethodSpec filled = RequestReader.read(BASE + FORGET + "preset: " + name).method();
    assertThat(filled.name()).isEqualTo(method);
    assertThat(filled.epochs()).contains(epochs);
    assertThat(filled.learningRate()).contains(rate);
    assertThat(filled.batchSize()).isEqualTo(256);
    assertThat(filled.momentum()).contains(0.9);
    assertThat(filled.weightDecay()).contains(5e-4);
  }

  @Test
  void fieldsOfTheRequestWinAndTheBaselineIsFilledToo() {
    Request request =
        RequestReader.read(
            BASE
                + FORGET
                + """
                preset: paper/salun-cifar10-10
                method: {epochs: 2, mask: {fraction: 0.3}}
                baseline: {mode: train}
                """);
    assertThat(request.method().name()).isEqualTo("salun");
    assertThat(request.method().epochs()).contains(2);
    assertThat(request.method().learningRate()).contains(0.013);
    assertThat(request.method().mask()).map(MaskSpec::fraction).contains(0.3);
    assertThat(request.baseline().recipe()).flatMap(MethodSpec::epochs).contains(182);
    assertThat(request.preset().orElseThrow())
        .extracting(PresetUse::name, PresetUse::field)
        .containsExactly(
            tuple("paper/salun-cifar10-10", Optional.empty()),
            tuple("paper/retrain-cifar10", Optional.of("baseline.recipe")));
  }

  @Test
  void aPresetAndItsValuesWrittenOutAskForTheSame() {
    Request preset = RequestReader.read(BASE + FORGET + "preset: published-code/ft-cifar10\n");
    Request plain = RequestReader.read(BASE + FORGET + "method: {name: ft}\n");
    assertThat(plain.preset()).isEmpty();
    assertThat(RequestFormat.digest(preset)).isEqualTo(RequestFormat.digest(plain));
  }

  @Test
  void recipeByNameAndInlineAskForTheSame() {
    String base = BASE + FORGET + "method: {name: salun}\n";
    Request byName =
        RequestReader.read(base + "baseline: {mode: reuse, recipe: paper/retrain-cifar10}\n");
    Request inline = RequestReader.read(base + "baseline: {mode: reuse, recipe: {epochs: 182}}\n");
    assertThat(byName.baseline()).isEqualTo(inline.baseline());
    assertThat(RequestFormat.digest(byName)).isEqualTo(RequestFormat.digest(inline));
  }

  /** What a stored request says holds, whatever the file of that name has become since. */
  @Test
  void aLaterChangeOfTheFileDoesNotChangeAStoredRequest() {
    Request request = RequestReader.read(BASE + FORGET + "preset: paper/salun-cifar10-10\n");
    String stored =
        RequestFormat.json(request)
            .replace("\"learningRate\" : 0.013", "\"learningRate\" : 0.02")
            .replaceAll("\"sha256\" : \"[0-9a-f]{64}\"", "\"sha256\" : \"" + "0".repeat(64) + '"');
    Request old = RequestReader.read(stored);
    assertThat(old.method().learningRate()).contains(0.02);
    assertThat(old.preset().orElseThrow().get(0).sha256()).isEqualTo("0".repeat(64));
  }

  @Test
  void unknownNamesComeWithTheNearest() {
    assertThat(problems(BASE + FORGET + "method: {name: ft}\npreset: paper/salun-cifar10\n"))
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.field()).isEqualTo("preset");
              assertThat(p.found()).contains("'paper/salun-cifar10'");
              assertThat(p.allowed())
                  .contains("paper/ga-cifar10-50", "did you mean 'paper/salun-cifar10-10'?");
            });
    assertThat(problems(BASE + FORGET + "method: {name: ft}\npreset: [paper/ft-cifar10-10, x]\n"))
        .extracting(Problem::field)
        .containsExactly("preset[1]");
    assertThat(
            catchThrowableOfType(
                InvalidRequestException.class, () -> Presets.text("paper/retrain-cifar100")))
        .hasMessageContaining("did you mean 'paper/retrain-cifar10'?");
  }

  @Test
  void aPresetOfAnotherMethodIsRefused() {
    assertThat(problems(BASE + FORGET + "method: {name: ft}\npreset: paper/salun-cifar10-10\n"))
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.field()).isEqualTo("method.name");
              assertThat(p.allowed()).contains("'salun'", "paper/salun-cifar10-10");
            });
  }

  @Test
  void theTwoSplitLeakIsOnlyThereWhereItIsAskedFor() {
    Request request = RequestReader.read(BASE + TWO_SPLIT);
    SplitSpec split = request.dataset().split();
    assertThat(split.twoSplitLeak()).contains(new TwoSplitLeak(1));
    assertThat(split.seed()).isEqualTo(2);
    assertThat(split.generator()).isEqualTo("numpy-legacy");
    assertThat(request.forget().orElseThrow().random())
        .contains(new RandomSpec(Optional.of(0.1), Optional.empty(), 1, "numpy-legacy"));
    assertThat(request.method().name()).isEqualTo("salun");
    for (String name : names()) {
      assertThat(Presets.text(name).contains("twoSplitLeak"))
          .isEqualTo(name.equals("published-code/two-split-cifar10"));
    }
  }

  @Test
  void theForgetSetOfTheRequestReplacesThatOfThePreset() {
    assertThat(RequestReader.read(BASE + FORGET + TWO_SPLIT).forget().orElseThrow().ofClass())
        .contains(3);
    RandomSpec counted =
        RequestReader.read(BASE + "forget: {random: {count: 100}}\n" + TWO_SPLIT)
            .forget()
            .flatMap(ForgetSpec::random)
            .orElseThrow();
    assertThat(counted)
        .isEqualTo(new RandomSpec(Optional.empty(), Optional.of(100), 1, "numpy-legacy"));
  }

  @Test
  void aKnownLeakIsNeitherReleasedNorTrained() {
    assertThat(problems(BASE + TWO_SPLIT + "publish: {to: s3://released/x}\n"))
        .singleElement()
        .satisfies(p -> assertThat(p.field()).isEqualTo("publish"));
    assertThat(problems(BASE.replace("data}", "data, split: {seed: 1}}") + TWO_SPLIT))
        .singleElement()
        .satisfies(p -> assertThat(p.field()).isEqualTo("dataset.split.twoSplitLeak"));
    String train =
        """
        kind: train
        name: small
        model: {architecture: resnet18, classes: 10, normalization: {mean: [0.5], std: [0.5]}}
        dataset: {ref: data}
        method: {name: retrain}
        preset: published-code/two-split-cifar10
        """;
    assertThat(problems(train))
        .singleElement()
        .satisfies(p -> assertThat(p.field()).isEqualTo("dataset.split.twoSplitLeak"));
  }
}
