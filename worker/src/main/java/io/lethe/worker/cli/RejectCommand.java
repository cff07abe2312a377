package io.lethe.worker.cli;

import io.lethe.worker.runtime.Session;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends a run that waits for a person. */
@Command(
    name = "reject",
    description = "End a run that waits for an approval; nothing is released.")
final class RejectCommand extends BaseCommand {
  @Mixin private BackendOptions backend;
  @Mixin private DecisionOptions decision;

  @Parameters(paramLabel = "RUN", description = "The run's name.")
  private String run;

  RejectCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws IOException {
    try (Session session = Sessions.looking(environment, backend, run)) {
      session.runs().reject(run, decision.decision());
    }
    environment.err().println("lethe: " + run + " is rejected; nothing is released");
    return ExitCode.DONE;
  }
}
