package io.lethe.worker.cli;

import io.lethe.worker.runtime.Session;
import io.lethe.workflows.client.StartedRun;
import io.lethe.workflows.contract.RunResult;
import java.io.IOException;

/** What a command does with a run it has handed over. */
final class Execution {
  private final Environment environment;
  private final Session session;
  private final OutputOptions output;

  Execution(Environment environment, Session session, OutputOptions output) {
    this.environment = environment;
    this.session = session;
    this.output = output;
  }

  /**
   * Waits for the result where somebody wants it or where the run would end with this process.
   *
   * @param watch whether the person asked to follow the run
   * @return the exit code
   */
  int conclude(StartedRun run, boolean watch) throws IOException {
    if (run.result().isPresent()) {
      environment.err().println("lethe: " + run.name() + " has run before; this is its result");
      return output.deliver(environment, session, run.result().get());
    }
    if (run.attached()) {
      environment.err().println("lethe: " + run.name() + " is running already; attached to it");
    }
    if (!watch && !output.wanted() && !session.owner()) {
      environment
          .out()
          .println(run.name() + " is running; 'lethe watch " + run.name() + "' follows it");
      return ExitCode.DONE;
    }
    RunResult result = new Follower(environment, session).follow(run.name());
    return output.deliver(environment, session, result);
  }
}
