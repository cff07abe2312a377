package io.lethe.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.formats.Digests;
import io.lethe.formats.Mask;
import io.lethe.formats.Safetensors;
import io.lethe.formats.TensorFile;
import io.lethe.formats.torchscript.ScriptArchive;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.TinyProject;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's own TorchScript classifier, from the import to the file that Python loads. */
class TorchScriptRunTest {
  /** Beside this module; its tests describe the files. */
  private static final Path MODELS = Path.of("..", "unlearning/src/test/resources/torchscript");

  @TempDir private static Path folder;
  private static TinyProject project;
  private static CommandLineHarness person;

  @BeforeAll
  static void prepare() throws IOException {
    project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
    person = new CommandLineHarness(project.folder(), folder);
    for (String name :
        new String[] {
          "tiny.pt", "traced.pt", "quantised.pt", "checkpoint.pt", "half.pt", "pair.pt", "frozen.pt"
        }) {
      Files.copy(MODELS.resolve(name), project.folder().resolve(name));
    }
    byte[] bytes = Files.readAllBytes(MODELS.resolve("tiny.pt"));
    Files.write(project.folder().resolve("torn.pt"), Arrays.copyOf(bytes, bytes.length - 99));
  }

  private static String request(String name, String model) {
    return TinyProject.unlearning(name, model).replace("resnet20s", "torchscript");
  }

  private static JsonNode json(Outcome outcome) throws IOException {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return Wire.mapper().readTree(outcome.out());
  }

  /** Mask, SalUn, a baseline from fresh weights, metrics, release; then a second request on it. */
  @Test
  void aScriptedModelForgetsAndComesBackAsTorchScript() throws IOException {
    JsonNode imported =
        json(person.lethe("import-model", "tiny.pt", "--architecture", "torchscript", "--json"));
    String baseline =
        "baseline: {mode: train, recipe: {name: retrain, epochs: 1, learningRate: 0.05, batchSize:"
            + " 20}}\n";
    project.request(
        "script.yaml", request("script-salun", imported.path("ref").asText()) + baseline);
    JsonNode plan = json(person.lethe("plan", "-f", "script.yaml", "--embedded", "--json"));
    assertThat(plan.path("weights").asLong()).isEqualTo(290);
    JsonNode result =
        json(person.lethe("run", "-f", "script.yaml", "--embedded", "--json", "--out", "out"));
    assertThat(result.path("state").asText()).isEqualTo("published");
    for (String metric : new String[] {"ua", "ra", "ta", "mia"}) {
      assertThat(result.path("metrics").path(metric).asDouble(-1)).as(metric).isBetween(0.0, 100.0);
      assertThat(result.path("baseline").has(metric)).as(metric).isTrue();
    }
    Path out = project.folder().resolve("out");
    assertThat(Digests.sha256(out.resolve("unlearned.pt")))
        .isEqualTo(result.path("artifacts").path("unlearned").path("sha256").asText());
    assertThat(result.path("artifacts").path("unlearned").path("key").asText()).endsWith(".pt");
    ScriptArchive before = ScriptArchive.read(MODELS.resolve("tiny.pt"));
    ScriptArchive after = ScriptArchive.read(out.resolve("unlearned.pt"));
    assertThat(after.codeSha256()).isEqualTo(before.codeSha256());
    onlySelectedWeightsMoved(before.values(), after.values(), out.resolve("mask.safetensors"));

    project.request("again.yaml", request("script-again", "out/unlearned.pt"));
    JsonNode again = json(person.lethe("plan", "-f", "again.yaml", "--embedded", "--json"));
    assertThat(again.path("forget").asInt() + again.path("retain").asInt()).isEqualTo(54);
  }

  private static void onlySelectedWeightsMoved(TensorFile before, TensorFile after, Path file) {
    Mask mask = Mask.fromFile(Safetensors.read(file));
    int moved = 0;
    for (String name : mask.names()) {
      float[] b = before.get(name).floats();
      float[] a = after.get(name).floats();
      for (int i = 0; i < a.length; i++) {
        assertThat(a[i] == b[i] || mask.get(name, i)).as("%s[%d]", name, i).isTrue();
        moved += a[i] == b[i] ? 0 : 1;
      }
    }
    assertThat(moved).isPositive();
    assertThat(after.get("first.norm.running_mean"))
        .isNotEqualTo(before.get("first.norm.running_mean"));
    assertThat(after.get("shift")).isEqualTo(before.get("shift"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "traced.pt | model.ref: 'traced.pt': it was traced",
        "quantised.pt | it is quantised",
        "checkpoint.pt | a pickle checkpoint (torch.save)",
        "half.pt | model.ref: parameter 'scale' is F16",
        "frozen.pt | model.ref: the module has no parameter that requires a gradient",
        "pair.pt | allowed is one Tensor (images) to one Tensor (logits)",
        "torn.pt | 'torn.pt': the ZIP archive is torn or damaged",
        "model.safetensors | model.ref: found 'model.safetensors'; allowed with architecture"
      })
  void filesThatAreNoScriptedClassifierAreRefused(String file, String reason) throws IOException {
    refused(request("script-bad", file), reason);
  }

  @Test
  void aNumberOfClassesThatIsNotTheModelsIsRefused() throws IOException {
    refused(
        request("script-classes", "tiny.pt").replace("classes: 3", "classes: 4"),
        "model.classes: found 4, but the module gives 3 logits");
  }

  @Test
  void theArchitectureMustSayThatTheFileIsTorchScript() throws IOException {
    refused(TinyProject.unlearning("script-other", "tiny.pt"), "architecture torchscript");
  }

  @Test
  void trainingNeedsAFileThatBringsTheLayers() throws IOException {
    refused(
        TinyProject.training("script-train").replace("resnet20s", "torchscript"),
        "model.architecture: found 'torchscript', whose layers are in the model's file");
  }

  private static void refused(String request, String reason) throws IOException {
    project.request("bad.yaml", request);
    Outcome outcome = person.lethe("run", "-f", "bad.yaml", "--embedded");
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains(reason).doesNotContain("\tat ");
  }

  @Test
  void importsRefuseWhatTheyCannotUse() {
    Outcome traced = person.lethe("import-model", "traced.pt");
    assertThat(traced.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(traced.err()).contains("FILE: 'traced.pt': it was traced");
    Outcome other = person.lethe("import-model", "tiny.pt", "--architecture", "resnet20s");
    assertThat(other.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(other.err()).contains("found TorchScript, which architecture 'resnet20s'");
  }
}
