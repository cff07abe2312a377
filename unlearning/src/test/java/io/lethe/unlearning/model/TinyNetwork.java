package io.lethe.unlearning.model;

import ai.djl.Device;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.data.Partition;
import io.lethe.unlearning.model.Convolution.Fan;
import io.lethe.unlearning.random.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network of a few hundred weights and images of 8 × 8, for tests of loops rather than numbers.
 */
public final class TinyNetwork {
  /** Number of classes. */
  public static final int CLASSES = 3;

  private static final int SIDE = 8;

  private TinyNetwork() {}

  /** Two convolutions, two batch normalisations, one linear layer. */
  public static Architecture architecture() {
    return new Architecture(
        "tiny",
        "fc",
        classes ->
            Sequence.of(
                new Convolution("conv1", 3, 4, 3, 1, Fan.OUT),
                new BatchNormalization("bn1", 4),
                Operations.relu(),
                new Convolution("conv2", 4, 6, 3, 2, Fan.OUT),
                new BatchNormalization("bn2", 6),
                Operations.relu(),
                Operations.globalAveragePool(),
                new Dense(
                    "fc", 6, classes, Initializer.torchLinear(6), Initializer.torchLinear(6))));
  }

  /** Fresh weights of seed 1. */
  public static Network create() {
    return Network.create(architecture(), CLASSES, Normalization.CIFAR10, 1, Device.cpu());
  }

  /** Random images with labels 0, 1, 2, 0 … */
  public static Dataset images(int count) {
    CounterRandom random = new CounterRandom(7, "pixels");
    byte[][] pixels = new byte[count][SIDE * SIDE * 3];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < pixels[i].length; k++) {
        pixels[i][k] = (byte) random.below(256, i, k);
      }
    }
    Partition[] partitions = new Partition[count];
    Arrays.fill(partitions, Partition.TRAIN);
    List<String> ids = IntStream.range(0, count).mapToObj(i -> "train/" + i).toList();
    int[] labels = IntStream.range(0, count).map(i -> i % CLASSES).toArray();
    return new Dataset(SIDE, SIDE, 3, CLASSES, ids, labels, List.of(), partitions, pixels);
  }
}
