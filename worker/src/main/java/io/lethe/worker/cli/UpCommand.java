package io.lethe.worker.cli;

import io.lethe.worker.embedded.StateFolder;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Target;
import io.lethe.worker.runtime.Telemetry;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the embedded servers and a worker until Ctrl-C. */
@Command(
    name = "up",
    description = "Run Temporal, an object store and a worker on this machine until Ctrl-C.")
final class UpCommand extends BaseCommand {
  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "State folder. Default: $XDG_STATE_HOME/lethe or ~/.local/state/lethe.")
  private Path state;

  @Mixin private MetricsOptions metrics;

  UpCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws Exception {
    BackendOptions options = new BackendOptions();
    options.embedded = true;
    options.state = state;
    Target.Embedded target = (Target.Embedded) options.target(environment);
    StateFolder folder = target.folder();
    try (Telemetry telemetry = metrics.start(environment);
        Session session = Session.working(target, environment.variables(), telemetry)) {
      if (!session.owner()) {
        environment.err().println("lethe: " + session.place() + " serves this folder already");
        return ExitCode.DONE;
      }
      environment
          .err()
          .println("lethe: serving " + folder.path() + " on 127.0.0.1; Ctrl-C ends it");
      Stop.await(session);
    }
    return ExitCode.DONE;
  }
}
