package io.lethe.worker.cli;

import io.lethe.worker.runtime.Session;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Asks a run to end. */
@Command(name = "cancel", description = "End a run; what it has stored stays.")
final class CancelCommand extends BaseCommand {
  @Mixin private BackendOptions backend;
  @Mixin private DecisionOptions decision;

  @Parameters(paramLabel = "RUN", description = "The run's name.")
  private String run;

  CancelCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws IOException {
    try (Session session = Sessions.looking(environment, backend, run)) {
      session.runs().cancel(run, decision.decision());
    }
    environment.err().println("lethe: " + run + " is being cancelled");
    return ExitCode.DONE;
  }
}
