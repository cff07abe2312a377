package io.lethe.worker.cli;

import io.lethe.worker.embedded.StateFolder;
import io.lethe.worker.runtime.Home;
import io.lethe.worker.runtime.Target;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole pipeline on the bundled data, in this process. */
@Command(
    name = "demo",
    description = {
      "Forget 500 of the 5,000 bundled images and compare with Retrain, in this process.",
      "The request is examples/demo.yaml."
    })
final class DemoCommand extends BaseCommand {
  @Mixin private OutputOptions output;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "State folder. Default: $XDG_STATE_HOME/lethe or ~/.local/state/lethe.")
  private Path state;

  DemoCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws Exception {
    Path request = Home.resolve("examples/demo.yaml");
    if (!Files.isRegularFile(request)) {
      throw new FileNotFoundException(request + ": the demo needs a checkout of the project");
    }
    BackendOptions backend = new BackendOptions();
    backend.embedded = true;
    backend.state = state;
    Target target = backend.target(environment);
    int code = RequestRun.of(environment, request).execute(target, output, true);
    environment.err().println("lethe: the request was " + request);
    StateFolder state = ((Target.Embedded) target).folder();
    environment
        .err()
        .println("lethe: released files are in " + state.objects().resolve("released/demo"));
    environment
        .err()
        .println("lethe: 'lethe show demo' prints this again; 'lethe list' shows all runs");
    return code;
  }
}
