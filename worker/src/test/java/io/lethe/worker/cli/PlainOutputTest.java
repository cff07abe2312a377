package io.lethe.worker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands among others: in pipes, with servers that are not there, mistyped. */
class PlainOutputTest {
  @TempDir private static Path folder;
  private static CommandLineHarness person;

  @BeforeAll
  static void prepare() {
    person = new CommandLineHarness(folder, folder);
  }

  /** A reader that has seen enough: as with other programs, the code of SIGPIPE and no word. */
  @Test
  void aReaderThatLeavesEndsTheCommandQuietly() throws IOException, InterruptedException {
    Path err = folder.resolve("pipe.err");
    // The command begins when nobody reads any more: whoever is late would get all of the help.
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "read gone; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--help")
            .redirectError(err.toFile())
            .start();
    process.getInputStream().close();
    try (OutputStream gone = process.getOutputStream()) {
      gone.write('\n');
    }
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(141);
    assertThat(Files.readString(err)).isEmpty();
  }

  private static int conclude(int code, String fault, ByteArrayOutputStream said) {
    StandardOutput out =
        new StandardOutput(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException(fault);
              }
            });
    out.printer().println("a result");
    return out.conclude(code, new PrintStream(said, true, UTF_8));
  }

  @Test
  void aLostResultIsNoSuccess() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    assertThat(conclude(0, "No space left on device", said)).isEqualTo(ExitCode.PLATFORM);
    assertThat(said.toString(UTF_8)).contains("standard output: No space left on device");
    assertThat(conclude(3, "Broken pipe", said)).as("says more").isEqualTo(3);
  }

  @Test
  void aResultThatArrivesLeavesTheCodeAlone() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StandardOutput out = new StandardOutput(bytes);
    out.printer().print("θ");
    assertThat(out.conclude(4, System.err)).isEqualTo(4);
    assertThat(bytes.toString(UTF_8)).isEqualTo("θ");
  }

  @Test
  void nothingIsColouredWhereNobodyLooks() {
    for (String[] command : List.of(new String[] {"--help"}, new String[] {"list", "--help"})) {
      assertThat(person.lethe(command).out()).doesNotContain("\u001b", "\r");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lst, did you mean: list, 'lethe --help'",
    "list --jsn, '--jsn', 'lethe list --help'",
    "watch, RUN, 'lethe watch --help'",
    "list --status done, 'found ''done''; allowed: running', 'lethe list --help'",
    "list --kind all, 'allowed: unlearn, train, compare', 'lethe list --help'",
    "list --since soon, 'found ''soon''; allowed: an age', 'lethe list --help'",
    "list [, PATTERN: found '[', 'gdpr-*'",
    "show x, there is none yet, 'lethe demo'",
    "run -f absent.yaml --embedded, absent.yaml: found no such file, 'lethe schema'"
  })
  void whatIsMistypedSaysWhatToType(String typed, String wrong, String next) {
    Outcome outcome = person.lethe(typed.split(" "));
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains(wrong, unquoted(next)).hasLineCount(1);
    assertThat(outcome.out()).isEmpty();
  }

  private static String unquoted(String text) {
    return text.replace("''", "'");
  }

  @Test
  void aBadRequestSaysWhereFieldsAreDescribed() throws IOException {
    Files.writeString(folder.resolve("bad.yaml"), "kind: unlearn\ntypo: 1\n");
    Outcome outcome = person.lethe("run", "-f", "bad.yaml", "--embedded");
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains("typo", "\n'lethe schema'", "'lethe plan -f'");
  }

  /** What {@code RemoteServers} throws after ten seconds of asking. */
  @Test
  void aServerThatIsNotThereSaysWhereToLook() {
    ErrorReport report =
        ErrorReport.of(new IOException("Temporal does not answer at localhost:7233"), "lethe list");
    assertThat(report.exitCode()).isEqualTo(ExitCode.PLATFORM);
    assertThat(report.message())
        .startsWith("Temporal does not answer at localhost:7233; 'lethe doctor'")
        .doesNotContain("\n");
  }
}
