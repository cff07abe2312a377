package io.lethe.workflows.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
  private static final String SMALLEST =
      """
      kind: unlearn
      name: small
      model: {ref: model.safetensors, architecture: resnet20s, classes: 10}
      dataset: {ref: data}
      forget: {class: 3}
      method: {name: salun}
      """;

  @ParameterizedTest
  @ValueSource(strings = {"unlearn", "train"})
  void normalFormIsPinnedByAFixtureAndReadsBack(String name) throws IOException {
    Request request = RequestReader.read(resource(name + ".yaml"));

    JsonNode pinned = Wire.mapper().readTree(resource(name + ".normal.json"));
    assertThat(RequestFormat.tree(request))
        .isEqualTo(RequestFormat.tree(RequestReader.read(resource(name + ".normal.json"))));
    assertThat(Wire.mapper().readTree(RequestFormat.json(request))).isEqualTo(pinned);
    assertThat(RequestReader.read(RequestFormat.json(request))).isEqualTo(request);
  }

  @Test
  void defaultsBecomeVisible() {
    Request request = RequestReader.read(SMALLEST);

    assertThat(request.method().learningRate()).contains(0.013);
    assertThat(request.method().mask()).map(MaskSpec::fraction).contains(0.5);
    assertThat(request.method().schedule()).isEmpty();
    assertThat(request.baseline().mode()).isEqualTo(BaselineSpec.Mode.NONE);
    assertThat(request.evaluate().metrics()).containsExactly("ua", "ra", "ta", "mia");
    assertThat(request.compute().device()).isEqualTo("auto");
    assertThat(request.publish()).isEmpty();
  }

  @Test
  void digestDoesNotDependOnSpellingOrOrder() {
    Request other =
        RequestReader.read(
            """
            {"method": {"learningRate": 0.0130, "name": "salun", "mask": {"fraction": 5e-1}},
             "forget": {"class": 3.0}, "dataset": {"ref": "data"}, "seed": 42,
             "model": {"classes": 10, "architecture": "resnet20s", "ref": "model.safetensors"},
             "name": "small", "kind": "unlearn"}
            """);

    assertThat(other).isEqualTo(RequestReader.read(SMALLEST));
    assertThat(RequestFormat.digest(other))
        .isEqualTo(RequestFormat.digest(RequestReader.read(SMALLEST)))
        .isNotEqualTo(
            RequestFormat.digest(RequestReader.read(SMALLEST.replace("class: 3", "class: 4"))));
  }

  /** Each method with nothing but its name: what it has is filled in, what it has not is absent. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "iu | alpha=1.0 batchSize=256 firstSample=0 form=reference samples=1000",
        "iu, form: woodbury | alpha=1.0 batchSize=256 damping=1.0 firstSample=0 form=woodbury"
            + " samples=20",
        "be | batchSize=256 epochs=10 learningRate=1.0E-4 momentum=0.9 newRow=random warmupEpochs=0"
            + " weightDecay=5.0E-4",
        "bs | batchSize=256 epochs=10 epsilon=0.1 learningRate=1.0E-4 momentum=0.9 warmupEpochs=0"
            + " weightDecay=5.0E-4",
        "l1-sparse | batchSize=256 epochs=10 form=reference gamma=5.0E-5 learningRate=0.01"
            + " momentum=0.9 noL1Epochs=0 warmupEpochs=0 weightDecay=5.0E-4",
        "salun-soft | batchSize=256 epochs=10 form=reference learningRate=0.013 maskRatio=0.5"
            + " momentum=0.9 order=mixed randomLabels=uniform warmupEpochs=0 weightDecay=5.0E-4",
      })
  void defaultsOfEachMethod(String method, String fields) {
    Request request = RequestReader.read(SMALLEST.replace("name: salun", "name: " + method));

    JsonNode written = RequestFormat.tree(request).get("method");
    assertThat(
            written.properties().stream()
                .filter(field -> !field.getKey().equals("name"))
                .map(field -> field.getKey() + "=" + field.getValue().asText())
                .sorted())
        .containsExactly(fields.split(" "));
    assertThat(RequestReader.read(RequestFormat.json(request))).isEqualTo(request);
  }

  @Test
  void evaluateHoldsTheFormOfMembershipInference() {
    EvaluateSpec none = RequestReader.read(SMALLEST).evaluate();
    assertThat(none.members()).isEmpty();
    assertThat(none.attacks()).isEmpty();
    Request request =
        RequestReader.read(
            SMALLEST + "evaluate: {members: first-retained, attacks: [modified-entropy]}\n");
    assertThat(request.evaluate().members()).contains("first-retained");
    assertThat(request.evaluate().attacks()).contains(List.of("modified-entropy"));
    assertThat(RequestReader.read(RequestFormat.json(request))).isEqualTo(request);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ft", "rl", "ga", "iu", "be", "bs", "l1-sparse", "salun", "salun-soft"})
  void anyMethodMayCarryAMask(String method) {
    Request request =
        RequestReader.read(
            SMALLEST.replace("name: salun", "name: " + method + ", mask: {fraction: 0.3}"));

    assertThat(request.method().mask()).map(MaskSpec::fraction).contains(0.3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: small | name: ../up | name | '../up'",
        "class: 3 | class: -1 | forget.class | -1",
        "class: 3 | random: {fraction: 1.5} | forget.random.fraction | 1.5",
        "class: 3 | random: {fraction: 0} | forget.random.fraction | 0",
        "class: 3 | random: {seed: 3} | forget.random | neither",
        "class: 3 | random: {count: 3, fraction: 0.1} | forget.random | both",
        "class: 3 | 'random: {count: 3, seed: 4294967296, generator: numpy-legacy}' |"
            + " forget.random.seed | 4294967296",
        "class: 3 | ids: [] | forget.ids | []",
        "class: 3 | 'ids: [a, b, a]' | forget.ids[2] | second",
        "class: 3 | 'class: 3, subject: x' | forget | object",
        "name: salun} | name: salun, epochs: many} | method.epochs | 'many'",
        "name: salun} | name: salun, epochs: 0} | method.epochs | 0",
        "name: salun} | name: salun, epochs: 1.5} | method.epochs | 1.5",
        "name: salun} | name: salun, learningRate: -0.1} | method.learningRate | -0.1",
        "name: salun} | 'name: salun, mask: {fraction: 1.01}}' | method.mask.fraction | 1.01",
        "name: salun} | 'name: ga, order: mixed}' | method.order | unknown field",
        "name: salun} | name: salum} | method.name | 'salum'",
        "name: salun} | 'name: iu, alpha: big}' | method.alpha | 'big'",
        "name: salun} | 'name: iu, alpha: 1e7}' | method.alpha | 1.0E7",
        "name: salun} | 'name: iu, samples: 0}' | method.samples | 0",
        "name: salun} | 'name: iu, firstSample: -1}' | method.firstSample | -1",
        "name: salun} | 'name: iu, form: exact}' | method.form | 'exact'",
        "name: salun} | 'name: iu, damping: 0, form: woodbury}' | method.damping | 0",
        "name: salun} | 'name: iu, damping: 0.5}' | method.damping | 0.5",
        "name: salun} | 'name: iu, form: woodbury, firstSample: 3}' | method.firstSample | 3",
        "name: salun} | 'name: iu, epochs: 2}' | method.epochs | unknown field",
        "name: salun} | 'name: be, newRow: zero}' | method.newRow | 'zero'",
        "name: salun} | 'name: be, epsilon: 0.1}' | method.epsilon | unknown field",
        "name: salun} | 'name: bs, epsilon: 0}' | method.epsilon | 0",
        "name: salun} | 'name: bs, epsilon: 1.01}' | method.epsilon | 1.01",
        "name: salun} | 'name: l1-sparse, gamma: -0.1}' | method.gamma | -0.1",
        "name: salun} | 'name: l1-sparse, form: woodbury}' | method.form | 'woodbury'",
        "name: salun} | 'name: l1-sparse, epochs: 3, noL1Epochs: 4}' | method.noL1Epochs | 4",
        "name: salun} | 'name: l1-sparse, noL1Epochs: -1}' | method.noL1Epochs | -1",
        "name: salun} | 'name: salun-soft, maskRatio: 1.5}' | method.maskRatio | 1.5",
        "name: salun} | 'name: salun-soft, form: proximal}' | method.form | 'proximal'",
        "name: salun} | 'name: salun-soft, order: random}' | method.order | 'random'",
        "name: salun} | 'name: ft, schedule: {milestones: [3, 2]}}' | method.schedule.milestones[1]"
            + " | [3, 2]",
        "name: salun} | name: ft, warmupEpochs: 11} | method.warmupEpochs | 11",
        "'dataset: {ref: data}' | 'dataset: {ref: data}\nevaluate: {members: first}' |"
            + " evaluate.members | 'first'",
        "'dataset: {ref: data}' | 'dataset: {ref: data}\nevaluate: {members: seeded, membersFrom:"
            + " m.txt}' | evaluate.members | 'seeded'",
        "'dataset: {ref: data}' | 'dataset: {ref: data}\nevaluate: {metrics: [ua], attacks:"
            + " [entropy]}' | evaluate.attacks | [entropy]",
        "'dataset: {ref: data}' | 'dataset: {ref: data}\nevaluate: {attacks: [loss]}' |"
            + " evaluate.attacks[0] | 'loss'",
        "'dataset: {ref: data}' | 'dataset: {ref: data}\nevaluate: {attacks: [entropy, entropy]}' |"
            + " evaluate.attacks | [\"entropy\",\"entropy\"]",
        "kind: unlearn | kind: compile | kind | 'compile'",
        "kind: unlearn | knd: unlearn | kind | nothing",
        "'dataset: {ref: data}' | 'gate: {maxAvgGap: 1}' | dataset | nothing",
        "classes: 10 | classes: 10, normalization: {mean: [0, 0], std: [1]} |"
            + " model.normalization.std | 1 values",
        "classes: 10 | 'classes: 10, normalization: {mean: [x], std: [1]}' |"
            + " model.normalization.mean[0] | 'x'",
      })
  void wrongFieldIsNamedWithWhatWasFound(String good, String bad, String field, String found) {
    assertThat(SMALLEST).contains(good);

    List<Problem> problems = problems(SMALLEST.replace(good, bad));

    assertThat(problems)
        .anySatisfy(
            p -> {
              assertThat(p.field()).isEqualTo(field);
              assertThat(p.found().toLowerCase(java.util.Locale.ROOT))
                  .contains(found.toLowerCase(java.util.Locale.ROOT));
              assertThat(p.allowed()).isNotBlank();
            });
  }

  @Test
  void unknownFieldListsTheAllowedAndTheNearest() {
    List<Problem> problems = problems(SMALLEST.replace("name: salun", "name: salun, learnrate: 1"));

    assertThat(problems)
        .containsExactly(
            new Problem(
                "method.learnrate",
                "an unknown field",
                "name, epochs, learningRate, batchSize, momentum, weightDecay, schedule,"
                    + " warmupEpochs, mask, order, randomLabels; did you mean 'learningRate'?"));
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    assertThat(
            problems(SMALLEST.replace("classes: 10", "classes: 1").replace("class: 3", "class: x")))
        .extracting(Problem::field)
        .containsExactlyInAnyOrder("model.classes", "forget.class");
  }

  @Test
  void brokenYamlSaysLineAndColumn() {
    assertThat(problems("kind: unlearn\nname: [a, b\nmodel: x\n"))
        .singleElement()
        .satisfies(p -> assertThat(p.field()).matches("line \\d+, column \\d+"));
  }

  @Test
  void duplicateKeysAreRefused() {
    assertThat(problems(SMALLEST + "name: twice\n"))
        .singleElement()
        .satisfies(p -> assertThat(p.toString()).contains("name").contains("line 7"));
  }

  @Test
  void aliasesAreRefused() {
    assertThat(problems("a: &x [1]\nb: [*x, *x]\n"))
        .singleElement()
        .satisfies(p -> assertThat(p.found()).contains("alias"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "[1, 2]", "null", "{\"kind\": ", "{} {}", "---\n- a\n"})
  void whatIsNoObjectIsRefused(String text) {
    assertThat(problems(text)).isNotEmpty();
  }

  @Test
  void deepNestingIsRefusedNotFollowed() {
    assertThat(problems("[".repeat(100_000))).isNotEmpty();
    assertThat(problems("{\"a\":".repeat(100_000))).isNotEmpty();
  }

  private static List<Problem> problems(String text) {
    return catchThrowableOfType(InvalidRequestException.class, () -> RequestReader.read(text))
        .problems();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = RequestReaderTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
