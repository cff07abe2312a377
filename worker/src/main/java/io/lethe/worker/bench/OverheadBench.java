package io.lethe.worker.bench;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.sun.management.OperatingSystemMXBean;
import io.lethe.activities.Workspace;
import io.lethe.worker.progress.ProgressLine;
import io.lethe.worker.runtime.Runs;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.request.Request;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What durability costs: the same request as one plain loop and as a run of Temporal with
 * checkpoints, in alternation, in one process with one thread count.
 *
 * <p>Seconds of the wall say what a person waits, and on a machine that does other work say mostly
 * that. Seconds of the processor are this process's own: the worker's, the client's, and an
 * embedded server's.
 *
 * @param server where the durable runs were executed
 * @param epochs epochs of the request
 * @param checkpointSeconds time between checkpoints
 * @param rounds every round, in its order
 * @param ratio seconds of the durable run over those of the plain loop, median of the rounds
 * @param processorRatio the same for the processor's seconds
 */
@JsonPropertyOrder({"server", "epochs", "checkpointSeconds", "rounds", "ratio", "processorRatio"})
public record OverheadBench(
    String server,
    int epochs,
    double checkpointSeconds,
    List<Round> rounds,
    double ratio,
    double processorRatio) {

  /**
   * One request both ways; their weights are equal, bit for bit.
   *
   * @param plain the plain loop
   * @param durable the run, from its start to its recorded end
   * @param loop seconds of the stages alone, as the plain loop and as the run counted them
   */
  @JsonPropertyOrder({"plain", "durable", "loop"})
  public record Round(Cost plain, Cost durable, List<Double> loop) {}

  /**
   * What a way took.
   *
   * @param seconds on the wall
   * @param processorSeconds of this process, all threads together
   */
  @JsonPropertyOrder({"seconds", "processorSeconds"})
  public record Cost(double seconds, double processorSeconds) {}

  /**
   * What is to be measured.
   *
   * @param rounds how many requests
   * @param epochs epochs of each; enough for several checkpoints
   * @param threads threads inside one operator
   * @param samples the folder {@code samples} of a checkout
   */
  public record Settings(int rounds, int epochs, int threads, Path samples) {}

  private static final String REQUEST =
      """
      kind: unlearn
      name: overhead
      model: {ref: resnet20s.safetensors, architecture: resnet20s, classes: 10}
      dataset: {ref: cifar10}
      forget: {random: {fraction: 0.1, seed: 1, generator: counter}}
      method: {name: salun, epochs: %d, learningRate: 0.001, batchSize: 128, momentum: 0.9, mask: {fraction: 0.5}}
      evaluate: {metrics: [ua]}
      compute: {device: cpu, threads: %d}
      """;

  /**
   * Measures; a worker on all queues must be running in this process, and no other one.
   *
   * @param server what the report calls the server
   * @param checkpointSeconds time between that worker's checkpoints
   * @param workspace for the plain loop, over the store that the runs use
   * @param line says how far it is
   */
  public static OverheadBench run(
      Settings settings,
      String server,
      double checkpointSeconds,
      Runs runs,
      Workspace workspace,
      ProgressLine line)
      throws IOException {
    SampleRequests.require(settings.samples());
    Ways ways = new Ways(runs, workspace);
    line.print("bench: warming up");
    ways.round(stored(settings, 1, workspace), 0);
    Request request = stored(settings, settings.epochs(), workspace);
    List<Round> rounds = new ArrayList<>();
    for (int i = 1; i <= settings.rounds(); i++) {
      line.print("bench: round %d of %d".formatted(i, settings.rounds()));
      rounds.add(ways.round(request, i));
    }
    return new OverheadBench(
        server,
        settings.epochs(),
        checkpointSeconds,
        rounds,
        median(rounds, r -> r.durable.seconds / r.plain.seconds),
        median(rounds, r -> r.durable.processorSeconds / r.plain.processorSeconds));
  }

  private static Request stored(Settings settings, int epochs, Workspace workspace)
      throws IOException {
    return SampleRequests.store(
        REQUEST.formatted(epochs, settings.threads()),
        List.of(settings.samples()),
        workspace.store());
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
    double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The two ways a request is computed. */
  private static final class Ways {
    private final OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Distinguishes the runs of this bench from those of earlier ones on the same server. */
    private final String prefix =
        "overhead-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

    private final Runs runs;
    private final Workspace workspace;

    private Ways(Runs runs, Workspace workspace) {
      this.runs = runs;
      this.workspace = workspace;
    }

    /** Every other round begins with the other way, so that a drift of the machine favours none. */
    Round round(Request template, int index) {
      // Another seed is another result: nothing is found by its content.
      Request request = SampleRequests.named(template, prefix + "-" + index, index + 1);
      Timed<RunResult> durable = null;
      if (index % 2 == 1) {
        durable = timed(() -> durable(request));
      }
      Timed<PlainRun> plain = timed(() -> PlainRun.of(workspace, request));
      if (durable == null) {
        durable = timed(() -> durable(request));
      }
      ArtifactRef weights = durable.made.artifacts().get("unlearned");
      if (!weights.sha256().equals(plain.made.sha256())) {
        throw new IllegalStateException("the two ways gave different weights: nothing to compare");
      }
      return new Round(
          plain.cost,
          durable.cost,
          List.of(
              plain.made.stages().stream().mapToDouble(PlainRun.Stage::seconds).sum(),
              durable.made.stages().stream().mapToDouble(stage -> stage.seconds()).sum()));
    }

    private RunResult durable(Request request) {
      runs.start(request);
      RunResult result = runs.await(request.name());
      if (!result.artifacts().containsKey("unlearned")) {
        throw new IllegalStateException("the run ended as " + result);
      }
      return result;
    }

    private <T> Timed<T> timed(Supplier<T> way) {
      long processor = process.getProcessCpuTime();
      long wall = System.nanoTime();
      T made = way.get();
      return new Timed<>(
          made,
          new Cost(
              seconds(System.nanoTime() - wall), seconds(process.getProcessCpuTime() - processor)));
    }

    private static double seconds(long nanos) {
      return Math.round(nanos / 1e6) / 1e3;
    }
  }

  private record Timed<T>(T made, Cost cost) {}
}
