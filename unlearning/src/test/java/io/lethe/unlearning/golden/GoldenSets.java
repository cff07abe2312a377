package io.lethe.unlearning.golden;

import io.lethe.unlearning.Shared;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.data.DatasetReader;
import java.util.Arrays;

/** D_f and D_r of the golden cases, as positions in the whole of CIFAR-10. */
final class GoldenSets {
  private static Dataset data;

  private GoldenSets() {}

  /** All of CIFAR-10, read once for all tests; skips the test where there is none. */
  static synchronized Dataset cifar10() {
    if (data == null) {
      data = DatasetReader.open(Shared.require("data/cifar10"));
    }
    return data;
  }

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
