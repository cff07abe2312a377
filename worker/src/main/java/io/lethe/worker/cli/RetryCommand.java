package io.lethe.worker.cli;

import io.lethe.worker.runtime.Session;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Executes a failed, cancelled or interrupted run again; finished stages are found, not repeated.
 */
@Command(name = "retry", description = "Execute a failed, cancelled or interrupted run again.")
final class RetryCommand extends BaseCommand {
  @Mixin private BackendOptions backend;
  @Mixin private OutputOptions output;

  @Parameters(paramLabel = "RUN", description = "The run's name.")
  private String run;

  @Option(names = "--watch", description = "Follow the run to its end.")
  private boolean watch;

  RetryCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws IOException {
    try (Session session =
        Session.working(backend.executing(environment), environment.variables())) {
      return new Execution(environment, session, output).conclude(session.runs().retry(run), watch);
    }
  }
}
