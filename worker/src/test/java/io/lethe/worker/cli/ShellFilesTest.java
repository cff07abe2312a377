package io.lethe.worker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.CommandLineHarness.Outcome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Completion scripts and manual pages, read by the programs that they are for. */
class ShellFilesTest {
  @TempDir private static Path folder;
  private static CommandLineHarness person;

  @BeforeAll
  static void print() throws IOException {
    person = new CommandLineHarness(folder, folder.resolve("home"));
    for (String shell : List.of("bash", "zsh")) {
      Outcome outcome = person.lethe("completion", shell);
      assertThat(outcome.code()).as(outcome.err()).isZero();
      Files.writeString(folder.resolve(shell), outcome.out());
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  private static void assumeProgram(String name) {
    assumeThat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(path -> Path.of(path, name)))
        .as("no program '%s' on the PATH", name)
        .anyMatch(Files::isExecutable);
  }

  @ParameterizedTest
  @CsvSource({
    "lethe wa, watch",
    "lethe a, approve",
    "lethe list --st, --status",
    "lethe list --status awa, awaiting-approval",
    "lethe list --kind com, compare",
    "lethe completion z, zsh"
  })
  void bashCompletes(String typed, String completed) throws IOException, InterruptedException {
    assumeProgram("bash");
    String words = String.join(" ", Stream.of(typed.split(" ")).map(w -> "'" + w + "'").toList());
    int last = typed.split(" ").length - 1;
    String script =
        "source ./bash; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; _complete_lethe;"
                .formatted(words, last, typed)
            + " printf '%s\\n' \"${COMPREPLY[@]}\"";
    assertThat(run("bash", "--norc", "-c", script).lines().map(String::strip)).contains(completed);
  }

  @Test
  void bashReadsTheScriptAndTakesItForLethe() throws IOException, InterruptedException {
    assumeProgram("bash");
    run("bash", "-n", "bash");
    assertThat(run("bash", "--norc", "-c", "source ./bash; complete -p lethe"))
        .contains("_complete_lethe");
  }

  @Test
  void zshReadsTheScriptAndTakesItForLethe() throws IOException, InterruptedException {
    assumeProgram("zsh");
    run("zsh", "-f", "-n", "zsh");
    // -u: folders of the machine that others may write are none of this test's business.
    String script =
        "autoload -Uz compinit; compinit -u -D; source ./zsh; print -r -- $_comps[lethe];"
            + " words=(lethe wa); CURRENT=2; COMP_WORDS=(lethe wa); COMP_CWORD=1; _complete_lethe;"
            + " print -r -- $COMPREPLY";
    assertThat(run("zsh", "-f", "-c", script)).contains("_complete_lethe").contains("watch");
  }

  @Test
  void anotherShellIsRefusedByName() {
    Outcome outcome = person.lethe("completion", "fish");
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains("SHELL", "found 'fish'", "bash, zsh");
  }

  @Test
  void manualPagesAreWrittenWhereManLooks() throws IOException {
    Outcome outcome = person.lethe("man", "--out", "share/man");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    String page = Files.readString(folder.resolve("share/man/man1/lethe-list.1"));
    assertThat(page)
        .startsWith(".TH \"LETHE-LIST\" \"1\"")
        .contains("lethe\\-list \\- List runs")
        .contains("\\fB\\-\\-status\\fR \\fISTATE\\fR")
        .contains("\\fIPATTERN\\fR")
        .doesNotContain("${");
    assertThat(Files.readString(folder.resolve("share/man/man1/lethe.1")))
        .contains("TEMPORAL_ADDRESS", "\\fBlethe\\-run\\fR(1)");
  }

  @Test
  void theFormatterHasNothingToSayAboutAnyPage() throws IOException, InterruptedException {
    assumeProgram("groff");
    assertThat(person.lethe("man", "--out", "checked").code()).isZero();
    try (Stream<Path> pages = Files.list(folder.resolve("checked/man1"))) {
      for (Path page : pages.toList()) {
        assertThat(run("groff", "-man", "-Tutf8", "-ww", "-z", "-k", page.toString()))
            .as(page.toString())
            .isEmpty();
      }
    }
    String read = run("groff", "-man", "-Tascii", "-P-c", "-k", "checked/man1/lethe-approve.1");
    // Bold and italic letters are struck over on a printer.
    assertThat(read.replaceAll(".\b", "")).contains("--reason TEXT", "RUN");
  }

  @Test
  void aPageOfACommandThatIsNoneIsRefused() {
    Outcome outcome = person.lethe("man", "lst");
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains("COMMAND", "found 'lst'", "list");
  }
}
