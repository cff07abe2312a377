package io.lethe.worker.cli;

import io.lethe.worker.bench.OverheadBench;
import io.lethe.worker.progress.ProgressLine;
import io.lethe.worker.runtime.Home;
import io.lethe.worker.runtime.Session;
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
    BenchServers.requireCount("--overhead", rounds.orElseThrow(), 1);
    BenchServers.requireCount("--epochs", epochs, 1);
    WorkerSettings worker = WorkerSettings.from(environment.variables());
    try (BenchServers servers = BenchServers.open(environment, "lethe-overhead-")) {
      Session session = servers.session();
      OverheadBench bench =
          OverheadBench.run(
              new OverheadBench.Settings(rounds.get(), epochs, threads, Home.resolve("samples")),
              servers.place(),
              worker.checkpointInterval().toMillis() / 1000.0,
              session.runs(),
              session.workspaceOver(session.store()),
              new ProgressLine(environment.err(), environment.terminal()));
      environment.out().println(Wire.mapper().writeValueAsString(bench));
    }
    return ExitCode.DONE;
  }
}
