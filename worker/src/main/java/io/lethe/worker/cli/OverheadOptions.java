package io.lethe.worker.cli;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.bench.OverheadBench;
import io.lethe.worker.embedded.StateFolder;
import io.lethe.worker.progress.ProgressLine;
import io.lethe.worker.runtime.RemoteServers;
import io.lethe.worker.runtime.ScratchFolder;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Target;
import io.lethe.worker.runtime.WorkerSettings;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The part of {@code lethe bench} that holds the durable way against the plain one. */
final class OverheadOptions {
  @Option(
      names = "--overhead",
      paramLabel = "ROUNDS",
      description = {
        "Instead: one request as a plain loop and as a run with checkpoints (every 60 s, or",
        "LETHE_CHECKPOINT_INTERVAL), in alternation; on the servers of the environment, or"
            + " embedded",
        "ones on a state folder that is thrown away."
      })
  private Optional<Integer> rounds = Optional.empty();

  @Option(
      names = "--epochs",
      defaultValue = "60",
      description = "Epochs of the request of --overhead. Default: 60, minutes of work.")
  private int epochs;

  /** Whether this is what is to be measured. */
  boolean wanted() {
    return rounds.isPresent();
  }

  /** Measures and prints; returns the exit code. */
  int measure(Environment environment, int threads) throws IOException {
    requireCount("--overhead", rounds.orElseThrow());
    requireCount("--epochs", epochs);
    boolean remote = RemoteServers.configured(environment.variables());
    WorkerSettings worker = WorkerSettings.from(environment.variables());
    try (ScratchFolder scratch = ScratchFolder.create("lethe-overhead-");
        Session session =
            Session.serving(
                remote
                    ? new Target.Remote(environment.variables())
                    : new Target.Embedded(new StateFolder(scratch.path().resolve("state"))),
                environment.variables())) {
      OverheadBench bench =
          OverheadBench.run(
              new OverheadBench.Settings(rounds.get(), epochs, threads, Home.resolve("samples")),
              remote ? session.place() : "embedded",
              worker.checkpointInterval().toMillis() / 1000.0,
              session.runs(),
              session.workspaceOver(session.store()),
              new ProgressLine(environment.err(), environment.terminal()));
      environment.out().println(Wire.mapper().writeValueAsString(bench));
    }
    return ExitCode.DONE;
  }

  private static void requireCount(String option, int found) {
    if (found < 1) {
      throw new InvalidInputException(option, "found %d; allowed: from 1".formatted(found));
    }
  }
}
