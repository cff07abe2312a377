package io.lethe.worker.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.lethe.formats.Mask;
import io.lethe.formats.Safetensors;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.Normalization;
import io.lethe.unlearning.random.CounterRandom;
import io.lethe.unlearning.saliency.MaskBuilder;
import io.lethe.unlearning.saliency.SaliencyScores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ranking of all weights of ResNet-18 and packing of the ten masks of the reference.
 *
 * @param weights number of weights ranked
 * @param masks number of masks packed
 * @param firstSeconds seconds in a process that has done nothing yet
 * @param seconds seconds of the fastest repetition
 * @param maskFileBytes size of one mask as a file
 */
public record RankingBench(
    long weights, int masks, double firstSeconds, double seconds, long maskFileBytes) {
  private static final int REPETITIONS = 5;

  static RankingBench run() {
    SaliencyScores scores = scores();
    double first = 0;
    double fastest = Double.POSITIVE_INFINITY;
    List<Mask> masks = List.of();
    for (int i = 0; i < REPETITIONS; i++) {
      long start = System.nanoTime();
      masks = MaskBuilder.build(scores, MaskBuilder.REFERENCE_FRACTIONS, Map.of());
      double seconds = (System.nanoTime() - start) / 1e9;
      first = i == 0 ? seconds : first;
      fastest = Math.min(fastest, seconds);
    }
    long bytes = Safetensors.toBytes(masks.get(4).toFile()).length;
    return new RankingBench(scores.total(), masks.size(), first, fastest, bytes);
  }

  /** Scores of the shapes of ResNet-18; exponential, as the magnitudes of gradients roughly are. */
  private static SaliencyScores scores() {
    CounterRandom random = new CounterRandom(0, "bench/scores");
    Map<String, float[]> values = new LinkedHashMap<>();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    try (Network network =
        Network.create(
            Architectures.get("resnet18"),
            SyntheticData.CLASSES,
            Normalization.CIFAR10,
            1,
            Device.cpu())) {
      for (Map.Entry<String, NDArray> parameter : network.parameters().entrySet()) {
        float[] scored = new float[Math.toIntExact(parameter.getValue().size())];
        for (int i = 0; i < scored.length; i++) {
          long bits = random.bits(values.size(), i) >>> 11;
          scored[i] = (float) -Math.log((bits + 0.5) * 0x1p-53);
        }
        values.put(parameter.getKey(), scored);
        shapes.put(parameter.getKey(), parameter.getValue().getShape().getShape());
      }
    }
    return new SaliencyScores(values, shapes, "bench");
  }
}
