package io.lethe.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.formats.FolderContent;
import io.lethe.formats.ManifestKey;
import io.lethe.formats.Safetensors;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.formats.TrainingManifest;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.TinyProject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
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
    Files.write(project.folder().resolve("model.pth"), new byte[] {(byte) 0x80, 2, '}', 'q'});
    Files.write(project.folder().resolve("pickle.safetensors"), new byte[] {(byte) 0x80, 2, '}'});
    ids("twice.txt", "train/00001", "train/00001");
    ids("unknown.txt", "train/00001", "train/99999");
    ids("none.txt");
    Files.write(project.folder().resolve("latin1.txt"), new byte[] {(byte) 0xe9, '\n'});
    longHeader(bytes);
    manifest("escaping", "../../secret.png");
    trainedOnHalf();
    assertThat(person.lethe("import-dataset", "data", "--state", inUse().toString()).code())
        .isZero();
    imageFolder("broken-image", "no image".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    imageFolder("empty-image", new byte[0]);
  }

  private static Path inUse() {
    return folder.resolve("state-in-use");
  }

  /** A length that could be true, of a header longer than the file. */
  private static void longHeader(byte[] model) throws IOException {
    byte[] bytes = model.clone();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes.length + 1L);
    Files.write(project.folder().resolve("long-header.safetensors"), bytes);
  }

  private static void manifest(String name, String location) throws IOException {
    Path data = Files.createDirectories(project.folder().resolve(name));
    Files.writeString(
        data.resolve("manifest.jsonl"),
        "{\"id\": \"a\", \"label\": 0, \"location\": \"%s\"}\n".formatted(location));
  }

  /** A model whose manifest knows the first half of the records only. */
  private static void trainedOnHalf() throws IOException {
    Path weights = project.folder().resolve("half.safetensors");
    Files.copy(project.folder().resolve("model.safetensors"), weights);
    List<String> half = IntStream.range(0, 30).mapToObj("train/%05d"::formatted).toList();
    ManifestKey key = ManifestKey.generate();
    FolderContent data = FolderContent.of(project.folder().resolve("data"), file -> true);
    Files.writeString(Path.of(weights + ".manifest.key"), key.toText());
    Files.write(
        Path.of(weights + ".manifest.json"), TrainingManifest.of(half, key, data.sha256()).write());
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
    return Stream.of(fields(), methods(), forgetSets(), references(), files())
        .flatMap(cases -> cases);
  }

  private static Stream<Arguments> fields() {
    return Stream.of(
        bad("unknown field", "seed: 1\n", "seed: 1\ntypo: 1\n", "typo"),
        bad("wrong type", "epochs: 1", "epochs: many", "method.epochs"),
        bad("fraction out of range", "fraction: 0.1", "fraction: 1.5", "forget.random.fraction"),
        bad("no number", "fraction: 0.1", "fraction: .nan", "line 5, column "),
        bad("rate out of range", "learningRate: 0.01", "learningRate: -1", "method.learningRate"),
        bad("epochs out of range", "epochs: 1", "epochs: 0", "method.epochs"),
        bad("broken YAML", "kind: unlearn", "kind: [unlearn", "line 2, column "),
        bad("field twice", "kind: unlearn\n", "kind: unlearn\nkind: unlearn\n", "line 2, column "),
        bad("wrong class count", "classes: 3", "classes: 4", "model.classes"),
        bad("unknown architecture", "resnet20s", "resnet99", "model.architecture"),
        bad("absent GPU", "device: cpu", "device: gpu:7", "compute.device"));
  }

  private static Stream<Arguments> methods() {
    return Stream.of(
        badMethod("name: iu, samples: 0", "method.samples"),
        badMethod("name: iu, firstSample: 54", "method.firstSample"),
        badMethod("name: iu, form: woodbury, samples: 60, alpha: x", "method.alpha"),
        badMethod("name: iu, damping: 2", "method.damping"),
        badMethod("name: be, newRow: none", "method.newRow"),
        badMethod("name: bs, epsilon: 2", "method.epsilon"),
        badMethod("name: l1-sparse, gamma: -1", "method.gamma"),
        badMethod("name: l1-sparse, epochs: 1, noL1Epochs: 2", "method.noL1Epochs"),
        badMethod("name: l1-sparse, form: paper", "method.form"),
        badMethod("name: salun-soft, maskRatio: -0.1", "method.maskRatio"));
  }

  private static Stream<Arguments> forgetSets() {
    return Stream.of(
        forget("empty list", "idsFrom: none.txt", "forget.idsFrom"),
        forget("whole training set", "random: {count: 60}", "forget.random.count"),
        forget("class that is none", "class: 3", "forget.class"),
        forget("unknown ids in a file", "idsFrom: unknown.txt", "forget.idsFrom: found 1"),
        forget("duplicate ids in a file", "idsFrom: twice.txt", "forget.idsFrom: found 1"),
        forget("list that is no text", "idsFrom: latin1.txt", "forget.idsFrom"),
        forget("unknown id", "ids: [nobody]", "forget.ids: found 1"),
        forget("test record", "ids: [test/00001]", "forget.ids: found 1"),
        forget("unknown subject", "subject: ada", "forget.subject: found no"),
        forget("two subjects", "subjectFrom: unknown.txt", "forget.subjectFrom: found 2"),
        bad(
            "ids never trained on",
            "model.safetensors, architecture: resnet20s, classes: 3}\ndataset: {ref: data}\n"
                + "forget: {random: {fraction: 0.1, seed: 1}}",
            "half.safetensors, architecture: resnet20s, classes: 3}\ndataset: {ref: data}\n"
                + "forget: {ids: [train/00001, train/00042]}",
            "not in the model's training manifest: train/00042"));
  }

  private static Stream<Arguments> references() {
    return Stream.of(
        bad("missing file", "model.safetensors", "nowhere.safetensors", "model.ref"),
        bad("missing object", "model.safetensors", "s3://models/nowhere", "model.ref"),
        bad("missing data", "ref: data", "ref: s3://datasets/nowhere", "dataset.ref"),
        bad("traversal to a model", "model.safetensors", "s3://models/../secret", "model.ref"),
        bad("traversal to data", "ref: data", "ref: s3://datasets/a/../../b", "dataset.ref"),
        forget("traversal to a list", "idsFrom: s3://lists/../a.txt", "forget.idsFrom"),
        bad("traversal on release", "s3://released/tiny", "s3://released/../tiny", "publish.to"),
        bad("traversal in a manifest", "ref: data", "ref: escaping", "../../secret.png"),
        bad(
            "digest mismatch",
            "classes: 3",
            "classes: 3, sha256: " + "a".repeat(64),
            "model.sha256"));
  }

  private static Stream<Arguments> files() {
    return Stream.of(
        weights("torn weights", "torn.safetensors", "model.ref"),
        weights("oversized header", "oversized.safetensors", "model.ref"),
        weights("header longer than the file", "long-header.safetensors", "model.ref"),
        weights("empty weights", "empty.safetensors", "model.ref"),
        weights("wrong shapes", "shapes.safetensors", "conv1.weight"),
        weights("wrong names", "names.safetensors", "conv1.weight"),
        weights("NaN weights", "nan.safetensors", "conv1.weight"),
        weights("pickle by name", "model.pth", "safetensors"),
        weights("pickle by content", "pickle.safetensors", "pickle"),
        bad("not an image", "ref: data", "ref: broken-image", "a.png"),
        bad("0-byte image", "ref: data", "ref: empty-image", "a.png"));
  }

  private static Arguments forget(String what, String wrong, String named) {
    return bad(what, "random: {fraction: 0.1, seed: 1}", wrong, named);
  }

  private static Arguments weights(String what, String wrong, String named) {
    return bad(what, "model.safetensors", wrong, named);
  }

  private static Arguments bad(String what, String good, String wrong, String named) {
    return Arguments.of(what, good, wrong, named);
  }

  private static Arguments badMethod(String method, String named) {
    return bad(
        method,
        "{name: salun, epochs: 1, learningRate: 0.01, batchSize: 20}",
        "{%s}".formatted(method),
        named);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void isRefusedByNameAndChangesNothing(String what, String good, String wrong, String named)
      throws IOException {
    List<String> before = listing(inUse());
    assertRefused(what, good, wrong, named, inUse());
    assertThat(listing(inUse())).isEqualTo(before);
  }

  /** One of each kind: where there was no state folder, none is made. */
  static Stream<Arguments> kinds() {
    return Stream.of(fields(), methods(), forgetSets(), references(), files())
        .flatMap(cases -> cases.limit(1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void isRefusedAndLeavesNoStateBehind(String what, String good, String wrong, String named)
      throws IOException {
    Path fresh = folder.resolve("state-of-bad");
    assertRefused(what, good, wrong, named, fresh);
    assertThat(fresh).doesNotExist();
  }

  private static void assertRefused(
      String what, String good, String wrong, String named, Path state) throws IOException {
    String valid = TinyProject.unlearning("bad", "model.safetensors");
    assertThat(valid).as(what).contains(good);
    project.request("bad.yaml", valid.replace(good, wrong));

    Outcome outcome = person.lethe("run", "-f", "bad.yaml", "--state", state.toString());

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains(named).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(outcome.out()).isEmpty();
  }

  /** Names and sizes of everything in a state folder. */
  private static List<String> listing(Path state) throws IOException {
    try (Stream<Path> files = Files.walk(state)) {
      return files
          .map(file -> state.relativize(file) + " " + file.toFile().length())
          .sorted()
          .toList();
    }
  }

  /** gRPC wrote the stack of every poll that the end of the embedded servers cut off. */
  @Test
  void theServersWriteNothingPastTheCommand() {
    assertThat(person.lethe("list").code()).isZero();
    assertThat(Logger.getLogger("io.grpc.netty").isLoggable(Level.WARNING)).isFalse();
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
