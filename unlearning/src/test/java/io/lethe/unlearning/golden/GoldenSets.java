package io.lethe.unlearning.golden;

import io.lethe.unlearning.data.Dataset;
import java.util.Arrays;

/** D_f and D_r of the golden cases, as positions in the whole of CIFAR-10. */
final class GoldenSets {
  private GoldenSets() {}

  static int[] forget(Dataset data) {
    return positions(data, "forget");
  }

  static int[] retain(Dataset data) {
    return positions(data, "retain");
  }

  private static int[] positions(Dataset data, String name) {
    long[] indices = Golden.sharedTensors("indices.safetensors").get(name).longs();
    return Arrays.stream(indices)
        .mapToInt(i -> data.find("train/%05d".formatted(i)).orElseThrow())
        .toArray();
  }
}
