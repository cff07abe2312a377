package io.lethe.activities.stage;

import io.lethe.formats.DType;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which share of a model's numbers is exactly 0.
 *
 * @param zeros share of the floating-point numbers, a fraction; batch normalisation included
 * @param byTensor the same by tensor
 */
record Sparsity(double zeros, Map<String, Double> byTensor) {
  /** Counts; batch counters are left out. */
  static Sparsity of(TensorFile model) {
    Map<String, Double> shares = new LinkedHashMap<>();
    long zeros = 0;
    long total = 0;
    for (Map.Entry<String, Tensor> entry : model.tensors().entrySet()) {
      if (entry.getValue().type() != DType.F32) {
        continue;
      }
      float[] values = entry.getValue().floats();
      long found = 0;
      for (float value : values) {
        found += value == 0 ? 1 : 0;
      }
      shares.put(entry.getKey(), (double) found / values.length);
      zeros += found;
      total += values.length;
    }
    return new Sparsity((double) zeros / total, shares);
  }
}
