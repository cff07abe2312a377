package io.lethe.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.formats.Digests;
import io.lethe.formats.Mask;
import io.lethe.formats.Safetensors;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.TinyProject;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The story of one state folder: train, unlearn, ask again, look at it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RunCommandTest {
  @TempDir private static Path folder;
  private static TinyProject project;
  private static CommandLineHarness person;

  @BeforeAll
  static void prepare() throws IOException {
    project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
    person = new CommandLineHarness(project.folder(), folder);
  }

  private static JsonNode json(Outcome outcome) throws IOException {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines()).hasSize(1);
    return Wire.mapper().readTree(outcome.out());
  }

  @Test
  @Order(1)
  void aModelIsTrainedAndLeavesItsManifestBesideIt() throws IOException {
    project.request("train.yaml", TinyProject.training("tiny-original"));
    JsonNode result =
        json(person.lethe("run", "-f", "train.yaml", "--embedded", "--json", "--out", "original"));
    assertThat(result.path("state").asText()).isEqualTo("completed");
    assertThat(project.folder().resolve("original"))
        .isDirectoryContaining("glob:**/trained.safetensors")
        .isDirectoryContaining("glob:**/trained.safetensors.manifest.json")
        .isDirectoryContaining("glob:**/trained.safetensors.manifest.key");
  }

  @Test
  @Order(2)
  void planSaysWhatWouldHappenAndStartsNothing() throws IOException {
    project.request(
        "unlearn.yaml", TinyProject.unlearning("tiny-salun", "original/trained.safetensors"));
    JsonNode plan = json(person.lethe("plan", "-f", "unlearn.yaml", "--embedded", "--json"));
    assertThat(plan.path("forget").asInt()).isEqualTo(6);
    assertThat(plan.path("retain").asInt()).isEqualTo(54);
    assertThat(plan.path("membership").asText()).isEqualTo("checked");
    assertThat(person.lethe("list").out()).contains("tiny-original").doesNotContain("tiny-salun");
  }

  @Test
  @Order(3)
  void theResultIsOneObjectAndTheFilesHaveItsDigests() throws IOException {
    Outcome outcome =
        person.lethe("run", "-f", "unlearn.yaml", "--embedded", "--json", "--out", "out");
    JsonNode result = json(outcome);
    assertThat(result.path("runId").asText()).isEqualTo("tiny-salun");
    assertThat(result.path("state").asText()).isEqualTo("published");
    assertThat(result.path("membership").asText()).isEqualTo("checked");
    assertThat(result.path("bitExact").asBoolean()).isTrue();
    for (String metric : new String[] {"ua", "ra", "ta", "mia"}) {
      assertThat(result.path("metrics").path(metric).asDouble(-1)).as(metric).isBetween(0.0, 100.0);
      assertThat(result.path("original").has(metric)).as(metric).isTrue();
    }
    for (String attack :
        new String[] {"mia.auc_confidence_forget", "mia.threshold_confidence_forget"}) {
      assertThat(result.path("details").path(attack).asDouble(-1)).as(attack).isBetween(0.0, 1.0);
    }
    // Which stages are seen depends on when one looks; that any are seen, and where, does not.
    assertThat(outcome.err())
        .containsPattern("(?m)^(admit|evaluate-original|mask|unlearn|evaluate|gates|publish)\\b");
    Path out = project.folder().resolve("out");
    assertThat(Digests.sha256(out.resolve("unlearned.safetensors")))
        .isEqualTo(result.path("artifacts").path("unlearned").path("sha256").asText());
    Mask mask = Mask.fromFile(Safetensors.read(out.resolve("mask.safetensors")));
    assertThat(mask.selected()).isEqualTo((long) (mask.total() * 0.5));
    assertThat(Wire.mapper().readTree(out.resolve("result.json").toFile())).isEqualTo(result);
  }

  @Test
  @Order(4)
  void theSameRequestUnderTheSameNameReturnsTheResult() throws IOException {
    JsonNode again = json(person.lethe("run", "-f", "unlearn.yaml", "--embedded", "--json"));
    assertThat(again)
        .isEqualTo(Wire.mapper().readTree(project.folder().resolve("out/result.json").toFile()));
  }

  @Test
  @Order(4)
  void anotherRequestUnderTheSameNameIsRefused() throws IOException {
    String other = Files.readString(project.folder().resolve("unlearn.yaml"));
    project.request("other.yaml", other.replace("seed: 1\ncompute", "seed: 2\ncompute"));
    Outcome refused = person.lethe("run", "-f", "other.yaml", "--embedded");
    assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err()).contains("name: found 'tiny-salun'");
  }

  @Test
  @Order(4)
  void aFinishedRunIsNeitherRetriedNorCancelled() {
    assertThat(person.lethe("retry", "tiny-salun", "--embedded").code())
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(person.lethe("cancel", "tiny-salun").code()).isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  @Order(4)
  void showPrintsTheTable() {
    Outcome shown = person.lethe("show", "tiny-salun");
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("tiny-salun: published")
        .containsPattern("percent +UA +RA +TA +MIA")
        .containsPattern("unlearned +s3://");
  }

  @Test
  @Order(4)
  void aSingleRunIsReportedAsAComparisonOfOneCell() {
    Outcome report = person.lethe("report", "tiny-salun");
    assertThat(report.code()).as(report.err()).isZero();
    assertThat(report.out())
        .contains("Forget 10 %, 1 trial", "| SalUn |", "no Retrain baseline: no gaps")
        .contains("| conv1 |", "mia.svc_confidence_forget");
  }

  /**
   * The trap of unlearning twice: D_r of the second request must not hold what the first forgot.
   */
  @Test
  @Order(5)
  void aSecondRequestNeverSeesTheRecordsOfTheFirst() throws IOException {
    String second =
        TinyProject.unlearning("tiny-second", "out/unlearned.safetensors")
            .replace("fraction: 0.1, seed: 1", "fraction: 0.1, seed: 7");
    project.request("second.yaml", second);
    JsonNode plan = json(person.lethe("plan", "-f", "second.yaml", "--embedded", "--json"));
    assertThat(plan.path("forget").asInt() + plan.path("retain").asInt()).isEqualTo(54);
  }

  @Test
  @Order(5)
  void aGateThatFailsIsExitCodeThree() throws IOException {
    String gated =
        TinyProject.unlearning("tiny-gated", "original/trained.safetensors")
            + "gate: {minUa: 100, minTa: 100}\n";
    project.request("gated.yaml", gated);
    Outcome outcome = person.lethe("run", "-f", "gated.yaml", "--embedded", "--json");
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.GATE_FAILED);
    assertThat(Wire.mapper().readTree(outcome.out()).path("state").asText())
        .isEqualTo("gate-failed");
  }

  @Test
  @Order(5)
  void importsAnswerWithReferencesThatARequestCanUse() throws IOException {
    JsonNode dataset = json(person.lethe("import-dataset", "data", "--json"));
    JsonNode model =
        json(
            person.lethe(
                "import-model",
                "model.safetensors",
                "--architecture",
                "resnet20s",
                "--trained-on",
                "all",
                "--dataset",
                "data",
                "--json"));
    assertThat(dataset.path("records").asInt()).isEqualTo(90);
    assertThat(model.path("trainedOn").asInt()).isEqualTo(60);
    String byReference =
        TinyProject.unlearning("tiny-imported", model.path("ref").asText())
            .replace("ref: data", "ref: " + dataset.path("ref").asText());
    project.request("imported.yaml", byReference);
    JsonNode plan = json(person.lethe("plan", "-f", "imported.yaml", "--embedded", "--json"));
    assertThat(plan.path("membership").asText()).isEqualTo("checked");
  }
}
