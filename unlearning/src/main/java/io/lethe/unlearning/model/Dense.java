package io.lethe.unlearning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.core.Linear;
import java.util.List;
import java.util.Map;

/**
 * Linear layer {@code [N, in]} to {@code [N, out]}; tensors {@code <name>.weight} {@code [out, in]}
 * and {@code <name>.bias}.
 */
record Dense(String name, int in, int out, Initializer weight, Initializer bias) implements Layer {
  @Override
  public List<TensorSpec> tensors() {
    return List.of(
        TensorSpec.parameter(name + ".weight", weight, out, in),
        TensorSpec.parameter(name + ".bias", bias, out));
  }

  @Override
  public NDArray forward(NDArray x, Map<String, NDArray> values, boolean training) {
    return Linear.linear(x, values.get(name + ".weight"), values.get(name + ".bias"))
        .singletonOrThrow();
  }
}
