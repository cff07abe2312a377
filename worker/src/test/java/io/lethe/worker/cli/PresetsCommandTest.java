package io.lethe.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.worker.CommandLineHarness;
import io.lethe.workflows.request.Presets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresetsCommandTest {
  @TempDir Path folder;

  private CommandLineHarness.Outcome lethe(String... arguments) {
    return new CommandLineHarness(folder, folder).lethe(arguments);
  }

  @Test
  void allAreListedWithWhatTheyAreFor() {
    CommandLineHarness.Outcome listed = lethe("presets");
    assertThat(listed.code()).isEqualTo(ExitCode.DONE);
    assertThat(listed.out().lines().map(line -> line.split(" ", 2)[0]))
        .containsExactlyElementsOf(Presets.names());
  }

  @Test
  void oneIsPrintedWithTheSourceOfEachValue() {
    assertThat(lethe("presets", "paper/salun-cifar10-10").out())
        .contains("learningRate: 0.013     # README example");
  }

  @Test
  void anUnknownNameIsRefusedWithTheNearest() {
    CommandLineHarness.Outcome refused = lethe("presets", "paper/salum-cifar10-10");
    assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err()).contains("did you mean 'paper/salun-cifar10-10'?");
  }
}
