package io.lethe.worker.bench;

import ai.djl.Device;
import io.lethe.formats.Mask;
import io.lethe.unlearning.compute.Devices;
import io.lethe.unlearning.compute.Engines;
import io.lethe.unlearning.method.BoundaryExpand;
import io.lethe.unlearning.method.FineTune;
import io.lethe.unlearning.method.Hyperparameters;
import io.lethe.unlearning.method.L1Sparse;
import io.lethe.unlearning.method.SalUnSoft;
import io.lethe.unlearning.method.UnlearningData;
import io.lethe.unlearning.method.UnlearningMethod;
import io.lethe.unlearning.method.UnlearningMethods;
import io.lethe.unlearning.method.UnlearningRun;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.NewRow;
import io.lethe.unlearning.model.Normalization;
import io.lethe.unlearning.saliency.MaskBuilder;
import io.lethe.unlearning.saliency.SaliencyScores;
import io.lethe.worker.progress.ProgressLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A step of a method beside a plain training step: same network, batch and threads, in alternating
 * rounds. For IU it is a batch of its sums of gradients, which has no optimizer.
 *
 * @param method name of the method and its own parameters
 * @param step the median round
 * @param ratio its milliseconds over those of FT, whose steps are plain ones
 */
public record MethodBench(String method, StepTimes step, double ratio) {
  private static final int EPOCHS = 1_000_000;
  private static final double SMALL_RATE = 1e-6;

  /** Measures every method, and the forms that compute more than the default one. */
  public static List<MethodBench> run(
      String architecture, BenchSettings settings, String deviceName, ProgressLine line) {
    Engines.useThreads(settings.threads());
    Device device = Devices.parse(deviceName);
    // So many batches a set that also the method of one pass has enough of them.
    int each = (settings.warmup() + settings.steps()) * settings.batchSize();
    UnlearningData sets =
        new UnlearningData(
            SyntheticData.of(2 * each),
            IntStream.range(0, each).toArray(),
            IntStream.range(each, 2 * each).toArray());
    Map<String, List<StepTimes>> rounds = new LinkedHashMap<>();
    for (int round = 1; round <= settings.rounds(); round++) {
      for (UnlearningMethod method : methods()) {
        line.print("bench: round %d, %s".formatted(round, method.name()));
        rounds
            .computeIfAbsent(method.definition(), name -> new ArrayList<>())
            .add(round(architecture, settings, device, sets, method));
      }
    }
    double plain = StepTimes.median(rounds.get(new FineTune().definition())).milliseconds();
    List<MethodBench> benches = new ArrayList<>();
    rounds.forEach(
        (method, times) -> {
          StepTimes median = StepTimes.median(times);
          benches.add(new MethodBench(method, median, median.milliseconds() / plain));
        });
    return benches;
  }

  private static List<UnlearningMethod> methods() {
    List<UnlearningMethod> methods = new ArrayList<>(UnlearningMethods.all());
    methods.add(new BoundaryExpand(NewRow.MEAN));
    methods.add(new L1Sparse(5e-5, 0, L1Sparse.Form.PROXIMAL));
    methods.add(new SalUnSoft(0.5, SalUnSoft.Form.PAPER));
    return methods;
  }

  private static StepTimes round(
      String architecture,
      BenchSettings settings,
      Device device,
      UnlearningData sets,
      UnlearningMethod method) {
    Hyperparameters hyperparameters =
        Hyperparameters.defaults().with(EPOCHS, SMALL_RATE, settings.batchSize());
    try (Network network =
            Network.create(
                Architectures.get(architecture),
                sets.data().classes(),
                Normalization.CIFAR10,
                1,
                device);
        UnlearningRun run =
            method.start(
                sets,
                hyperparameters,
                network,
                method.needsMask() ? Optional.of(half(network)) : Optional.empty())) {
      for (int i = 0; i < settings.warmup(); i++) {
        run.step();
      }
      return StepTimes.measure(run, settings.steps(), settings.batchSize());
    }
  }

  /** The larger half of the weights, as a mask. */
  private static Mask half(Network network) {
    Map<String, float[]> magnitudes = new LinkedHashMap<>();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    network
        .parameters()
        .forEach(
            (name, weights) -> {
              magnitudes.put(name, weights.toFloatArray());
              shapes.put(name, weights.getShape().getShape());
            });
    return MaskBuilder.build(new SaliencyScores(magnitudes, shapes, "magnitude"), 0.5, Map.of());
  }
}
