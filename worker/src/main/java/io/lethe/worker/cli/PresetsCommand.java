package io.lethe.worker.cli;

import io.lethe.workflows.request.Presets;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the bundled presets, or prints one with the source of each value. */
@Command(
    name = "presets",
    description = "List the bundled presets, or print one with where each value comes from.")
final class PresetsCommand extends BaseCommand {
  @Parameters(paramLabel = "NAME", arity = "0..1", description = "The preset to print.")
  private Optional<String> name = Optional.empty();

  PresetsCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() {
    if (name.isPresent()) {
      environment.out().println(Presets.text(name.get()).strip());
      return ExitCode.DONE;
    }
    int width = Presets.names().stream().mapToInt(String::length).max().orElse(1);
    for (String preset : Presets.names()) {
      environment.out().printf("%-" + width + "s  %s%n", preset, Presets.description(preset));
    }
    return ExitCode.DONE;
  }
}
