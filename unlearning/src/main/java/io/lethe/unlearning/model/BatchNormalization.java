package io.lethe.unlearning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.norm.BatchNorm;
import io.lethe.unlearning.model.TensorSpec.Role;
import java.util.List;
import java.util.Map;

/**
 * Batch normalisation of {@code [N, C, H, W]} with torch's defaults: eps 1e-5, running statistics
 * {@code r ← 0.9·r + 0.1·batch} (unbiased variance), affine.
 */
record BatchNormalization(String name, int channels) implements Layer {
  /** The share of the old value kept; torch calls 1 minus this the momentum. */
  private static final float KEPT = 0.9f;

  private static final float EPSILON = 1e-5f;

  @Override
  public List<TensorSpec> tensors() {
    long[] shape = {channels};
    Initializer zero = Initializer.constant(0);
    Initializer one = Initializer.constant(1);
    return List.of(
        TensorSpec.parameter(name + ".weight", one, shape),
        TensorSpec.parameter(name + ".bias", zero, shape),
        new TensorSpec(name + ".running_mean", shape, Role.STATISTIC, zero),
        new TensorSpec(name + ".running_var", shape, Role.STATISTIC, one),
        new TensorSpec(name + ".num_batches_tracked", new long[0], Role.COUNTER, zero));
  }

  @Override
  public NDArray forward(NDArray x, Map<String, NDArray> values, boolean training) {
    return BatchNorm.batchNorm(
            x,
            values.get(name + ".running_mean"),
            values.get(name + ".running_var"),
            values.get(name + ".weight"),
            values.get(name + ".bias"),
            1,
            KEPT,
            EPSILON,
            training)
        .singletonOrThrow();
  }
}
