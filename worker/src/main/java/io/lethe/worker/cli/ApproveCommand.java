package io.lethe.worker.cli;

import io.lethe.worker.runtime.Session;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lets a run that waits for a person go on. */
@Command(name = "approve", description = "Release the result of a run that waits for an approval.")
final class ApproveCommand extends BaseCommand {
  @Mixin private BackendOptions backend;
  @Mixin private DecisionOptions decision;

  @Parameters(paramLabel = "RUN", description = "The run's name.")
  private String run;

  ApproveCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws IOException {
    try (Session session = Sessions.looking(environment, backend, run)) {
      session.runs().approve(run, decision.decision());
    }
    environment
        .err()
        .println("lethe: " + run + " is approved; 'lethe watch " + run + "' follows it");
    return ExitCode.DONE;
  }
}
