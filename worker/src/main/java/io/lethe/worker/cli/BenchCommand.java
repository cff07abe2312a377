package io.lethe.worker.cli;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.bench.Bench;
import io.lethe.worker.bench.BenchSettings;
import io.lethe.worker.bench.MethodBench;
import io.lethe.worker.bench.PlainRun;
import io.lethe.worker.embedded.StateFolder;
import io.lethe.worker.progress.ProgressLine;
import io.lethe.worker.runtime.Home;
import io.lethe.worker.runtime.ScratchFolder;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Target;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures this machine and prints the numbers. */
@Command(
    name = "bench",
    description = "Measure training steps, mask ranking and memory; prints one JSON object.")
final class BenchCommand extends BaseCommand {
  @Option(names = "--batch", defaultValue = "128", description = "Images a step. Default: 128.")
  private int batch;

  @Option(names = "--threads", defaultValue = "2", description = "Threads. Default: 2.")
  private int threads;

  @Option(names = "--device", defaultValue = "cpu", description = "cpu or gpu:N. Default: cpu.")
  private String device;

  @Option(names = "--warmup", defaultValue = "3", description = "Steps before timing. Default: 3.")
  private int warmup;

  @Option(names = "--steps", defaultValue = "10", description = "Timed steps a round. Default: 10.")
  private int steps;

  @Option(names = "--rounds", defaultValue = "3", description = "Rounds. Default: 3.")
  private int rounds;

  @Option(
      names = "--memory-steps",
      defaultValue = "1000",
      description = "Steps of ResNet-20s over which memory is watched. Default: 1000.")
  private int smallSteps;

  @Option(
      names = "--memory-steps-large",
      defaultValue = "50",
      description = "Steps of ResNet-18 over which memory is watched. Default: 50.")
  private int largeSteps;

  @Option(
      names = "--python",
      paramLabel = "PROGRAM",
      description = "A Python with PyTorch, to time the same step there in alternation.")
  private String python;

  @Option(
      names = "--methods",
      paramLabel = "ARCHITECTURE",
      description = {
        "Instead: a step of every method beside a plain training step of this network, in",
        "alternating rounds; prints one line a method."
      })
  private String methods;

  @Option(names = "--data", paramLabel = "DIR", description = "A data set to load and train on.")
  private Path data;

  @Option(
      names = "--plain",
      description = {
        "Instead: compute requests in one loop, without Temporal and without checkpoints, on a",
        "state folder that is thrown away; prints digests, metrics and times, one line a request."
      })
  private boolean plain;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "REQUEST",
      description = "A request for --plain; may be given several times.")
  private List<Path> requests = List.of();

  @Mixin private FlightOptions flight;
  @Mixin private OverheadOptions overhead;
  @Mixin private GatewayBenchOptions gateway;

  BenchCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws Exception {
    if (plain != !requests.isEmpty()) {
      throw new InvalidInputException(
          plain ? "-f" : "--plain", "missing; allowed: --plain together with -f REQUEST");
    }
    if (flight.wanted()) {
      return Stop.ending(() -> flight.fly(environment, threads));
    }
    if (overhead.wanted()) {
      return Stop.ending(() -> overhead.measure(environment, threads));
    }
    if (gateway.wanted()) {
      return Stop.ending(() -> gateway.measure(environment, threads));
    }
    if (methods != null) {
      return Stop.ending(this::measureMethods);
    }
    if (plain) {
      return Stop.ending(this::computePlainly);
    }
    Bench bench =
        Stop.ending(
            () ->
                Bench.run(
                    settings(),
                    device,
                    Optional.ofNullable(python)
                        .map(
                            program ->
                                new Bench.Python(program, Home.resolve("bench/pytorch_step.py"))),
                    Optional.ofNullable(data).map(environment::resolve),
                    new ProgressLine(environment.err(), environment.terminal())));
    environment.out().println(Wire.mapper().writeValueAsString(bench));
    return ExitCode.DONE;
  }

  private BenchSettings settings() {
    return new BenchSettings(batch, threads, warmup, steps, rounds, smallSteps, largeSteps);
  }

  private int measureMethods() throws IOException {
    BenchServers.requireCount("--batch", batch, 1);
    BenchServers.requireCount("--steps", steps, 1);
    BenchServers.requireCount("--rounds", rounds, 1);
    BenchServers.requireCount("--warmup", warmup, 0);
    ProgressLine line = new ProgressLine(environment.err(), environment.terminal());
    for (MethodBench bench : MethodBench.run(methods, settings(), device, line)) {
      environment.out().println(Wire.mapper().writeValueAsString(bench));
    }
    return ExitCode.DONE;
  }

  private int computePlainly() throws IOException {
    try (ScratchFolder scratch = ScratchFolder.create("lethe-plain-");
        Session session =
            Session.storing(
                new Target.Embedded(new StateFolder(scratch.path())), environment.variables())) {
      for (Path request : requests) {
        PlainRun run = RequestRun.of(environment, request).plain(session);
        environment.out().println(Wire.mapper().writeValueAsString(run));
      }
    }
    return ExitCode.DONE;
  }
}
