package io.lethe.workflows.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareRequestTest {
  private static final String SMALL =
      """
      kind: compare
      name: small
      model: {ref: model.safetensors, architecture: resnet20s, classes: 10}
      dataset: {ref: data}
      forget: [{random: {fraction: 0.1}}, {random: {fraction: 0.5}}]
      methods: [{name: salun, grid: {learningRate: [0.01, 0.02]}}, {name: ft}]
      seeds: [1, 2]
      search: {seeds: [11]}
      baseline: {mode: train}
      """;

  @Test
  void normalFormIsPinnedByAFixtureAndReadsBack() throws IOException {
    RunRequest request = RequestReader.readRun(resource("compare.yaml"));

    JsonNode pinned = Wire.mapper().readTree(resource("compare.normal.json"));
    assertThat(Wire.mapper().readTree(RequestFormat.json(request))).isEqualTo(pinned);
    assertThat(RequestReader.readRun(RequestFormat.json(request))).isEqualTo(request);
    assertThat(Wire.mapper().treeToValue(pinned, RunRequest.class)).isEqualTo(request);
  }

  @Test
  void shortRowsPresetsAndLabelsAreSpelledOut() {
    CompareRequest request =
        read(
            SMALL
                .replace("{name: ft}", "{label: FT, preset: paper/ft-cifar10-10}")
                .replace("{name: salun, grid:", "{method: {name: salun}, grid:"));

    assertThat(request.methods()).extracting(ComparedMethod::label).containsExactly("salun", "FT");
    assertThat(request.methods().get(1).method().name()).isEqualTo("ft");
    assertThat(request.parallelism()).isEqualTo(2);
  }

  @Test
  void aRunOfOneModelIsReadWhereOneIsWanted() {
    assertThat(catchThrowableOfType(InvalidRequestException.class, () -> RequestReader.read(SMALL)))
        .hasMessageContaining("kind: found compare");
  }

  @Test
  void candidatesAreEveryCombinationWithTheTypesOfTheMethod() {
    CompareRequest request =
        read(
            SMALL.replace(
                "[0.01, 0.02]}", "[1e-2, 2e-2], mask.fraction: [0.3, 0.5], epochs: [2]}"));

    List<Candidate> candidates = Grid.candidates(request.methods().get(0));

    assertThat(candidates).hasSize(4);
    assertThat(candidates.get(3).method().learningRate()).contains(0.02);
    assertThat(candidates.get(3).method().mask().map(MaskSpec::fraction)).contains(0.5);
    assertThat(candidates.get(0).parameters())
        .containsEntry("learningRate", 0.01)
        .containsEntry("epochs", 2);
    assertThat(read(RequestFormat.json(request))).isEqualTo(request);
  }

  @Test
  void aMaskInAGridHasTheDefaultsOfAMask() {
    CompareRequest request =
        read(SMALL.replace("{name: ft}", "{name: ft, grid: {mask.fraction: [0.5]}}"));

    assertThat(Grid.candidates(request.methods().get(1)).get(0).method().mask().orElseThrow())
        .isEqualTo(new MaskSpec(0.5, "abs-of-sum", "eval", "batch", "hard-freeze"));
  }

  @Test
  void eachRunComesAfterThoseItNeeds() {
    CompareRuns runs = CompareRuns.of(read(SMALL));

    List<ComparedRun> all = runs.all();
    assertThat(all).hasSize(2 + 4 + 4 + 8);
    assertThat(all).extracting(ComparedRun::name).doesNotHaveDuplicates();
    for (ComparedRun run : all) {
      assertThat(all.subList(0, all.indexOf(run))).containsAll(runs.needs(run));
    }
  }

  /** The forget sets are chosen for one by one, as the paper does. */
  @Test
  void theSmallestMeanGapOfAForgetSetWins() {
    CompareRuns runs =
        CompareRuns.of(read(SMALL.replace("search: {seeds: [11]}", "search: {seeds: [11, 12]}")));
    Map<String, Double> gaps =
        Map.of(
            "small.search.salun-10pct-s11-c0", 1.0,
            "small.search.salun-10pct-s12-c0", 4.0,
            "small.search.salun-10pct-s11-c1", 2.0,
            "small.search.salun-10pct-s12-c1", 2.0,
            "small.search.salun-50pct-s11-c0", 3.0,
            "small.search.salun-50pct-s12-c0", 3.0,
            "small.search.salun-50pct-s11-c1", 1.0);

    assertThat(runs.choose(0, 0, run -> Optional.ofNullable(gaps.get(run)))).hasValue(1);
    assertThat(runs.choose(0, 1, run -> Optional.ofNullable(gaps.get(run))))
        .as("candidate 1 lacks a gap")
        .hasValue(0);
    assertThat(runs.choose(0, 1, run -> Optional.empty())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 10 %, 10pct-s3",
    "0.07, 7 %, 7pct-s3",
    "0.125, 12.5 %, 12-5pct-s3",
    "0.5, 50 %, 50pct-s3"
  })
  void labelsAreDecimalPercentages(double fraction, String label, String slug) {
    RandomSpec random = new RandomSpec(Optional.of(fraction), Optional.empty(), 1, "counter");
    ForgetSpec forget =
        new ForgetSpec(
            Optional.of(random),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    assertThat(Trial.of(0, forget, 3).label()).isEqualTo(label);
    assertThat(Trial.of(0, forget, 3).slug()).isEqualTo(slug);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seeds: [1, 2] | seeds: [] | seeds | []",
        "seeds: [1, 2] | seeds: [1, 1] | seeds | [1,1]",
        "seeds: [1, 2] | seeds: [1, -1] | seeds[1] | -1",
        "seeds: [1, 2] | seed: 3 | seed | unknown",
        "seeds: [1, 2] | seeds: [11] | search.seeds[0] | 11, which is reported",
        "{seeds: [11]} | {seeds: []} | search.seeds | []",
        "{seeds: [11]} | {seeds: [2]} | search.seeds[0] | 2, which is reported",
        "{seeds: [11]} | {on: [11]} | search.on | unknown",
        "'search: {seeds: [11]}' | '' | methods[0].grid | a grid",
        "', grid: {learningRate: [0.01, 0.02]}' | '' | search | no method with a grid",
        "mode: train | mode: none | search | no baseline",
        "mode: train | 'mode: ref, ref: x' | baseline.mode | 'ref'",
        "mode: train | 'mode: ref' | baseline.ref | nothing",
        "mode: train | 'mode: train, recipe: {epochs: 0}' | baseline.recipe.epochs | 0",
        "[0.01, 0.02] | [] | methods[0].grid.learningRate | []",
        "[0.01, 0.02] | [0.01, -2] | methods[0].grid.learningRate[1] | -2",
        "[0.01, 0.02] | [fast] | methods[0].grid.learningRate[0] | 'fast'",
        "learningRate: [0.01, 0.02] | lerningRate: [1] | methods[0].grid.lerningRate[0] | unknown",
        "learningRate: [0.01, 0.02] | mask.share: [1] | methods[0].grid.mask.share[0] | unknown",
        "learningRate: [0.01, 0.02] | warmupEpochs: [99] | methods[0].grid.warmupEpochs | 99",
        "{name: ft} | {name: salun} | methods[1].label | a second time",
        "{name: ft} | '{name: ft, label: SALUN}' | methods[1].label | second",
        "{name: ft} | '{name: ft, label: \"§\"}' | methods[1].label | '§'",
        "{name: ft} | '{name: ft, epochs: 0}' | methods[1].method.epochs | 0",
        "{name: ft} | '{name: fx}' | methods[1].method.name | 'fx'",
        "{name: ft} | 3 | methods[1] | 3",
        "{name: ft} | '{label: x}' | methods[1].method | nothing",
        "{name: ft} | '{preset: paper/none}' | methods[1].preset | 'paper/none'",
        "fraction: 0.5 | fraction: 1.5 | forget[1].random.fraction | 1.5",
        "fraction: 0.5 | fraction: 0.1 | forget[1] | second",
        "fraction: 0.5 | seed: 1 | forget[1].random | neither",
        "'{random: {fraction: 0.5}}' | '{class: 3}' | search.forget | nothing",
        "'{random: {fraction: 0.5}}' | '{class: -3}' | forget[1].class | -3",
        "'[{random: {fraction: 0.1}}, {random: {fraction: 0.5}}]' | [] | forget | []",
        "'search: {seeds: [11]}' | parallelism: 0 | parallelism | 0",
        "'search: {seeds: [11]}' | 'gate: {minUa: 3}' | gate | unknown",
        "'search: {seeds: [11]}' | 'search: {seeds: [11], forget: [{class: 99999999}]}' | search.forget[0].class | 99999999",
        "name: small | name: Small | name | 'Small'",
        "model.safetensors, | '' | model.ref | nothing",
      })
  void wrongFieldIsNamedWithWhatWasFound(String good, String bad, String field, String found) {
    assertThat(SMALL).contains(good);
    String text = SMALL.replace(good, bad == null ? "" : bad);

    assertThat(problems(text.replace("{ref:  ", "{")))
        .anySatisfy(
            p -> {
              assertThat(p.field()).isEqualTo(field);
              assertThat(p.found()).contains(found);
              assertThat(p.allowed()).isNotBlank();
            });
  }

  /** Pitfall P34 for a forget set that is the same with every seed. */
  @Test
  void aClassThatIsReportedIsNotSearchedOn() {
    String fixed = SMALL.replace("{random: {fraction: 0.5}}", "{class: 3}");

    assertThat(problems(fixed.replace("{seeds: [11]}", "{seeds: [11], forget: [{class: 3}]}")))
        .extracting(Problem::field)
        .containsExactly("search.forget[0]");
    assertThat(read(fixed.replace("{seeds: [11]}", "{seeds: [11], forget: [{class: 4}]}")).search())
        .isPresent();
  }

  @Test
  void namesOfRunsMustFit() {
    assertThat(problems(SMALL.replace("name: small", "name: " + "n".repeat(120))))
        .singleElement()
        .satisfies(p -> assertThat(p.field()).isEqualTo("name"));
  }

  @Test
  void aComparisonHasAtMostSoManyRuns() {
    String seeds = IntStream.range(200, 300).boxed().toList().toString();

    assertThat(problems(SMALL.replace("seeds: [1, 2]", "seeds: " + seeds)))
        .singleElement()
        .satisfies(p -> assertThat(p.found()).startsWith("606 runs"));
    assertThat(
            problems(
                SMALL.replace(
                    "[0.01, 0.02]",
                    IntStream.range(1, 51).boxed().toList()
                        + ", epochs: "
                        + IntStream.range(1, 51).boxed().toList())))
        .singleElement()
        .satisfies(p -> assertThat(p.found()).contains("runs or more"));
  }

  private static CompareRequest read(String text) {
    return (CompareRequest) RequestReader.readRun(text);
  }

  private static List<Problem> problems(String text) {
    return catchThrowableOfType(InvalidRequestException.class, () -> RequestReader.readRun(text))
        .problems();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = CompareRequestTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
