package io.lethe.worker.cli;

import io.lethe.worker.runtime.Session;
import io.lethe.workflows.contract.Decision;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a run to end. */
@Command(name = "cancel", description = "End a run; what it has stored stays.")
final class CancelCommand extends BaseCommand {
  @Mixin private BackendOptions backend;

  @Parameters(paramLabel = "RUN", description = "The run's name.")
  private String run;

  @Option(names = "--reason", defaultValue = "", description = "Why; kept in the result.")
  private String reason;

  CancelCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws IOException {
    try (Session session = Sessions.looking(environment, backend, run)) {
      session.runs().cancel(run, new Decision(System.getProperty("user.name"), reason));
    }
    environment.err().println("lethe: " + run + " is being cancelled");
    return ExitCode.DONE;
  }
}
