package io.lethe.worker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.CommandLineHarness.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports of a file, and what is refused. */
class ReportCommandTest {
  @TempDir private Path folder;
  private CommandLineHarness person;
  private String valid;

  @BeforeEach
  void prepare() throws IOException {
    person = new CommandLineHarness(folder, folder);
    try (InputStream in =
        getClass().getResourceAsStream("/io/lethe/worker/report/comparison.json")) {
      valid = new String(in.readAllBytes(), UTF_8);
    }
    Files.writeString(folder.resolve("comparison.json"), valid);
  }

  private void refused(Outcome outcome, String... named) {
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains(named).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(outcome.out()).isEmpty();
    assertThat(folder.resolve("state")).doesNotExist();
  }

  @Test
  void markdownIsTheDefault() {
    Outcome outcome = person.lethe("report", "-f", "comparison.json");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .startsWith("# Unlearning report: hand-made")
        .doesNotContain("/ paper");
  }

  @Test
  void aFolderGetsAllFormatsAndTheDataToMakeThemAgain() throws IOException {
    Outcome outcome = person.lethe("report", "-f", "comparison.json", "--paper", "--out", "r");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(folder.resolve("r/report.md")).content().contains("paper 1.13", "(metrics-1.png)");
    assertThat(folder.resolve("r/report.html")).exists();
    assertThat(folder.resolve("r/report.tex")).exists();
    assertThat(folder.resolve("r/cells.csv")).exists();
    assertThat(folder.resolve("r/avg-gap.png")).exists();
    person.lethe("report", "-f", "r/comparison.json", "--paper", "--out", "again");
    assertThat(folder.resolve("again/report.md"))
        .hasSameTextualContentAs(folder.resolve("r/report.md"));
  }

  @Test
  void oneFormatGoesToStandardOutput() {
    assertThat(person.lethe("report", "-f", "comparison.json", "--format", "csv").out())
        .startsWith("forget,share,method,trials,n,ua_mean");
  }

  @Test
  void optionsThatDoNotFitAreRefused() {
    refused(
        person.lethe("report", "-f", "comparison.json", "--format", "pdf"),
        "--format: found 'pdf'",
        "latex");
    refused(person.lethe("report", "-f", "comparison.json", "--format", "png"), "--out");
    refused(
        person.lethe("report", "-f", "comparison.json", "--format", "md", "--format", "csv"),
        "--out");
    refused(person.lethe("report"), "RUN: found neither");
    refused(person.lethe("report", "a-run", "-f", "comparison.json"), "RUN: found both");
    refused(person.lethe("report", "nobody"), "RUN: found 'nobody'");
    refused(person.lethe("report", "-f", "nowhere.json"), "--file", "nowhere.json");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"cells\"', '\"rows\"', cells",
    "'\"cells\": [', '\"cells\": [,', 'line 3'",
    "'\"method\": \"retrain\",', '', cells[0].method",
    "'\"ua\": 5.0', '\"ua\": \"NaN\"', cells[0].result.metrics.ua",
    "'\"ua\": 5.0', '\"ua\": \"high\"', 'high'",
    "'\"state\": \"completed\"', '\"state\": \"done\"', 'done'",
    "'\"share\": 0.1', '\"share\": 10', cells[0].share",
    "'\"seed\": 2', '\"seed\": 1', 'second trial of retrain, 10 % with seed 1'",
  })
  void brokenFilesAreRefusedWithTheirField(String good, String wrong, String named)
      throws IOException {
    assertThat(valid).contains(good);
    String broken =
        valid.substring(0, valid.indexOf(good))
            + wrong
            + valid.substring(valid.indexOf(good) + good.length());
    Files.writeString(folder.resolve("broken.json"), broken);
    refused(person.lethe("report", "-f", "broken.json"), "broken.json", named);
  }
}
