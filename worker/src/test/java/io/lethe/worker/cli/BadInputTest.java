package io.lethe.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.formats.Safetensors;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.TinyProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a person gets wrong: exit code 2, a message with the field, and nothing left behind. */
class BadInputTest {
  @TempDir private static Path folder;
  private static TinyProject project;
  private static CommandLineHarness person;

  @BeforeAll
  static void prepare() throws IOException {
    project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
    person = new CommandLineHarness(project.folder(), folder);
    weights("shapes", BadInputTest::misshapen);
    weights("names", BadInputTest::misnamed);
    weights("nan", BadInputTest::poisoned);
    Path model = project.folder().resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(model);
    Files.write(project.folder().resolve("torn.safetensors"), Arrays.copyOf(bytes, 5000));
    byte[] oversized = bytes.clone();
    Arrays.fill(oversized, 0, 8, (byte) 0x7f);
    Files.write(project.folder().resolve("oversized.safetensors"), oversized);
    Files.write(project.folder().resolve("empty.safetensors"), new byte[0]);
    Files.write(project.folder().resolve("model.pth"), new byte[] {'P', 'K', 3, 4});
    Files.write(project.folder().resolve("pickle.safetensors"), new byte[] {(byte) 0x80, 2, '}'});
    ids("twice.txt", "train/00001", "train/00001");
    ids("unknown.txt", "train/00001", "train/99999");
    ids("none.txt");
    imageFolder("broken-image", "no image".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    imageFolder("empty-image", new byte[0]);
  }

  private static void ids(String name, String... ids) throws IOException {
    Files.write(project.folder().resolve(name), List.of(ids));
  }

  private static void imageFolder(String name, byte[] content) throws IOException {
    Path classFolder = Files.createDirectories(project.folder().resolve(name + "/train/cat"));
    Files.write(classFolder.resolve("a.png"), content);
  }

  private static void weights(String name, UnaryOperator<Map<String, Tensor>> change)
      throws IOException {
    TensorFile file = Safetensors.read(project.folder().resolve("model.safetensors"));
    Safetensors.write(
        TensorFile.of(change.apply(new LinkedHashMap<>(file.tensors()))),
        project.folder().resolve(name + ".safetensors"));
  }

  private static Map<String, Tensor> misshapen(Map<String, Tensor> tensors) {
    tensors.put("conv1.weight", Tensor.ofFloats(new float[27], 1, 3, 3, 3));
    return tensors;
  }

  private static Map<String, Tensor> misnamed(Map<String, Tensor> tensors) {
    tensors.put("module.conv1.weight", tensors.remove("conv1.weight"));
    return tensors;
  }

  private static Map<String, Tensor> poisoned(Map<String, Tensor> tensors) {
    Tensor weight = tensors.get("conv1.weight");
    float[] values = weight.floats();
    values[5] = Float.NaN;
    tensors.put("conv1.weight", Tensor.ofFloats(values, weight.shape()));
    return tensors;
  }

  static Stream<Arguments> requests() {
    return Stream.of(
        bad("unknown field", "seed: 1\n", "seed: 1\ntypo: 1\n", "typo"),
        bad("wrong type", "epochs: 1", "epochs: many", "method.epochs"),
        bad("fraction out of range", "fraction: 0.1", "fraction: 1.5", "forget.random.fraction"),
        bad("rate out of range", "learningRate: 0.01", "learningRate: -1", "method.learningRate"),
        bad("epochs out of range", "epochs: 1", "epochs: 0", "method.epochs"),
        bad("broken YAML", "kind: unlearn", "kind: [unlearn", "line "),
        bad("empty forget set", "random: {fraction: 0.1, seed: 1}", "idsFrom: none.txt", "forget"),
        bad(
            "whole forget set",
            "random: {fraction: 0.1, seed: 1}",
            "random: {count: 60}",
            "forget"),
        bad(
            "unknown ids",
            "random: {fraction: 0.1, seed: 1}",
            "idsFrom: unknown.txt",
            "train/99999"),
        bad(
            "duplicate ids",
            "random: {fraction: 0.1, seed: 1}",
            "idsFrom: twice.txt",
            "train/00001"),
        bad("unknown id inline", "random: {fraction: 0.1, seed: 1}", "ids: [nobody]", "nobody"),
        bad("test record", "random: {fraction: 0.1, seed: 1}", "ids: [test/00001]", "test/00001"),
        bad("missing file", "model.safetensors", "nowhere.safetensors", "model.ref"),
        bad("missing object", "model.safetensors", "s3://models/nowhere", "model.ref"),
        bad("missing data", "ref: data", "ref: s3://datasets/nowhere", "dataset.ref"),
        bad("path traversal", "model.safetensors", "s3://models/../secret", "model.ref"),
        bad(
            "digest mismatch",
            "classes: 3",
            "classes: 3, sha256: " + "a".repeat(64),
            "model.sha256"),
        bad("torn weights", "model.safetensors", "torn.safetensors", "model.ref"),
        bad("oversized header", "model.safetensors", "oversized.safetensors", "model.ref"),
        bad("empty weights", "model.safetensors", "empty.safetensors", "model.ref"),
        bad("wrong shapes", "model.safetensors", "shapes.safetensors", "conv1.weight"),
        bad("wrong names", "model.safetensors", "names.safetensors", "conv1.weight"),
        bad("NaN weights", "model.safetensors", "nan.safetensors", "conv1.weight"),
        bad("pickle by name", "model.safetensors", "model.pth", "safetensors"),
        bad("pickle by content", "model.safetensors", "pickle.safetensors", "pickle"),
        bad("wrong class count", "classes: 3", "classes: 4", "model.classes"),
        bad("unknown architecture", "resnet20s", "resnet99", "model.architecture"),
        bad("absent GPU", "device: cpu", "device: gpu:7", "compute.device"),
        bad("not an image", "ref: data", "ref: broken-image", "a.png"),
        bad("0-byte image", "ref: data", "ref: empty-image", "a.png"));
  }

  private static Arguments bad(String what, String good, String wrong, String named) {
    return Arguments.of(what, good, wrong, named);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void isRefusedByNameAndLeavesNothing(String what, String good, String wrong, String named)
      throws IOException {
    String valid = TinyProject.unlearning("bad", "model.safetensors");
    assertThat(valid).as(what).contains(good);
    project.request("bad.yaml", valid.replace(good, wrong));
    Path state = folder.resolve("state-of-bad");

    Outcome outcome = person.lethe("run", "-f", "bad.yaml", "--state", state.toString());

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains(named).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(outcome.out()).isEmpty();
    assertThat(state).doesNotExist();
  }

  @Test
  void aRefusedRequestLeavesAnExistingStateAsItWas() throws IOException {
    Path state = folder.resolve("state-in-use");
    assertThat(person.lethe("import-dataset", "data", "--state", state.toString()).code()).isZero();
    List<String> before = listing(state);
    project.request("bad.yaml", TinyProject.unlearning("bad", "nan.safetensors"));
    assertThat(person.lethe("run", "-f", "bad.yaml", "--state", state.toString()).code())
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(listing(state)).isEqualTo(before);
  }

  private static List<String> listing(Path state) throws IOException {
    try (Stream<Path> files = Files.walk(state)) {
      return files.map(file -> state.relativize(file).toString()).sorted().toList();
    }
  }

  @Test
  void importsRefuseWhatCannotBeUsed() {
    assertThat(person.lethe("import-dataset", "broken-image").err()).contains("a.png");
    assertThat(person.lethe("import-model", "torn.safetensors").code())
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(person.lethe("import-model", "model.pth").err()).contains("save_file");
    assertThat(person.lethe("list").out()).contains("No runs yet");
    assertThat(folder.resolve("state")).doesNotExist();
  }

  @Test
  void settingsOfAWorkerAreHeldAgainstTheirRanges() {
    assertThat(person.lethe("worker", "--heartbeat-timeout", "1").err())
        .contains("--heartbeat-timeout", "found '1'", "3 to 600");
    assertThat(person.lethe("worker", "--slice", "soon").err()).contains("--slice", "found 'soon'");
    CommandLineHarness other =
        new CommandLineHarness(project.folder(), folder)
            .with(Map.of("LETHE_CHECKPOINT_INTERVAL", "-1"));
    Outcome outcome = other.lethe("worker");
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains("LETHE_CHECKPOINT_INTERVAL", "found '-1'", "0 to 3600");
  }

  @Test
  void withoutAServerTheMessageSaysWhatToDo() throws IOException {
    project.request("good.yaml", TinyProject.unlearning("good", "model.safetensors"));
    Outcome outcome = person.lethe("run", "-f", "good.yaml");
    assertThat(outcome.code()).isEqualTo(ExitCode.PLATFORM);
    assertThat(outcome.err()).contains("TEMPORAL_ADDRESS").contains("--embedded");
  }

  @ParameterizedTest
  @CsvSource({"30, 30d", "-1d, 30d", "1w, 30d", "1.5d, 30d"})
  void anAgeThatIsNoneIsRefused(String age, String allowed) {
    Outcome outcome = person.lethe("gc", "--older-than=" + age);
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains("--older-than: found '" + age + "'", allowed);
  }

  @Test
  void aCheckRemovesNothing() {
    Outcome outcome = person.lethe("gc", "--check", "--apply");
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains("--check");
  }
}
