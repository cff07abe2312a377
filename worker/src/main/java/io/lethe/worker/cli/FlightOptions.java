package io.lethe.worker.cli;

import io.lethe.worker.bench.FlightBench;
import io.lethe.worker.progress.ProgressLine;
import io.lethe.worker.runtime.Home;
import io.lethe.worker.runtime.Session;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The part of {@code lethe bench} that has many runs in flight. */
final class FlightOptions {
  @Option(
      names = "--flight",
      paramLabel = "RUNS",
      description = {
        "Instead: this many small runs in flight on one worker, in this process; on the servers of",
        "the environment, or embedded ones on a state folder that is thrown away."
      })
  private Optional<Integer> flight = Optional.empty();

  @Option(
      names = "--cancels",
      defaultValue = "10",
      description = "Runs that --flight cancels in the middle of a stage. Default: 10.")
  private int cancels;

  /** Whether this is what is to be measured. */
  boolean wanted() {
    return flight.isPresent();
  }

  /** Measures and prints; returns the exit code. */
  int fly(Environment environment, int threads) throws IOException, InterruptedException {
    BenchServers.requireCount("--flight", flight.orElseThrow(), 0);
    BenchServers.requireCount("--cancels", cancels, 0);
    try (BenchServers servers = BenchServers.open(environment, "lethe-flight-")) {
      Session session = servers.session();
      FlightBench bench =
          FlightBench.run(
              new FlightBench.Settings(
                  flight.get(),
                  cancels,
                  threads,
                  Home.resolve("samples"),
                  Files.createDirectory(servers.folder().resolve("lists"))),
              servers.place(),
              session.runs(),
              session.store(),
              new ProgressLine(environment.err(), environment.terminal()));
      environment.out().println(Wire.mapper().writeValueAsString(bench));
    }
    return ExitCode.DONE;
  }
}
