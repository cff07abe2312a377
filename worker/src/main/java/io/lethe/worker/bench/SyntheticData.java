package io.lethe.worker.bench;

import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.data.Partition;
import io.lethe.unlearning.random.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Images of noise: what a step costs does not depend on what is in the picture. */
final class SyntheticData {
  private static final int SIDE = 32;
  private static final int CHANNELS = 3;
  static final int CLASSES = 10;

  private SyntheticData() {}

  static Dataset of(int records) {
    CounterRandom random = new CounterRandom(0, "bench");
    byte[][] pixels = new byte[records][SIDE * SIDE * CHANNELS];
    long draw = 0;
    for (byte[] image : pixels) {
      for (int i = 0; i < image.length; i++) {
        image[i] = (byte) random.below(256, 0, draw++);
      }
    }
    Partition[] partitions = new Partition[records];
    Arrays.fill(partitions, Partition.TRAIN);
    return new Dataset(
        SIDE,
        SIDE,
        CHANNELS,
        CLASSES,
        IntStream.range(0, records).mapToObj("noise/%05d"::formatted).toList(),
        IntStream.range(0, records).map(i -> i % CLASSES).toArray(),
        List.of(),
        partitions,
        pixels);
  }
}
