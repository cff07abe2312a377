package io.lethe.worker.cli;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.runtime.Session;
import io.lethe.workflows.client.Standing;
import io.lethe.workflows.contract.RunResult;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Follows a run to its end. */
@Command(name = "watch", description = "Follow a run; Ctrl-C detaches and leaves it running.")
final class WatchCommand extends BaseCommand {
  @Mixin private BackendOptions backend;
  @Mixin private OutputOptions output;

  @Parameters(paramLabel = "RUN", description = "The run's name.")
  private String run;

  WatchCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws IOException {
    try (Session session = Sessions.looking(environment, backend, run)) {
      // One that no worker has begun with has no record yet.
      RunResult result =
          session.runs().running(run)
              ? new Follower(environment, session).follow(run)
              : ended(session.runs().find(run));
      return output.deliver(environment, session, result);
    }
  }

  private RunResult ended(Standing standing) {
    return standing
        .record()
        .result()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "RUN",
                    "found '%s', whose server is gone; 'lethe retry %s' goes on with it"
                        .formatted(run, run)));
  }
}
