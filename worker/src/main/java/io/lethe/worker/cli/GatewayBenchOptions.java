package io.lethe.worker.cli;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.bench.GatewayBench;
import io.lethe.worker.progress.ProgressLine;
import io.lethe.worker.runtime.Home;
import io.lethe.worker.runtime.RemoteServers;
import io.lethe.worker.runtime.ScratchFolder;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Target;
import io.lethe.workflows.Wire;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The part of {@code lethe bench} that measures the gateway. */
final class GatewayBenchOptions {
  private static final int MOST_RECORDS = 100_000;

  @Option(
      names = "--gateway",
      paramLabel = "TRIGGERS",
      description = {
        "Instead: this many runs triggered over HTTP, and pages of runs, beside what the servers",
        "behind the gateway take; on the servers of the environment, where no worker may be."
      })
  private Optional<Integer> triggers = Optional.empty();

  @Option(
      names = "--records",
      defaultValue = "10000",
      description = "Past runs that --gateway stores and removes again. Default: 10000.")
  private int records;

  /** Whether this is what is to be measured. */
  boolean wanted() {
    return triggers.isPresent();
  }

  /** Measures and prints; returns the exit code. */
  int measure(Environment environment, int threads) throws Exception {
    BenchServers.requireCount("--gateway", triggers.orElseThrow(), 1);
    if (records < GatewayBench.PAGE || records > MOST_RECORDS) {
      throw new InvalidInputException(
          "--records",
          "found %d; allowed: %d to %d".formatted(records, GatewayBench.PAGE, MOST_RECORDS));
    }
    if (!RemoteServers.configured(environment.variables())) {
      throw new InvalidInputException(
          "TEMPORAL_ADDRESS", "found nothing; allowed with --gateway: the address of a server");
    }
    Target target = new Target.Remote(environment.variables());
    try (ScratchFolder scratch = ScratchFolder.create("lethe-gateway-");
        Session session = Session.working(target, environment.variables())) {
      GatewayBench bench =
          GatewayBench.run(
              new GatewayBench.Settings(
                  triggers.get(), records, threads, Home.resolve("samples"), scratch.path()),
              session,
              () -> Session.serving(target, environment.variables()),
              new ProgressLine(environment.err(), environment.terminal()));
      environment.out().println(Wire.mapper().writeValueAsString(bench));
    }
    return ExitCode.DONE;
  }
}
