package io.lethe.unlearning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code relu(body(x) + shortcut(x))}; an empty shortcut is the identity. Tensors of the body come
 * first, as in torch's blocks.
 */
record Residual(Layer body, Optional<Layer> shortcut) implements Layer {
  @Override
  public List<TensorSpec> tensors() {
    return Stream.concat(
            body.tensors().stream(), shortcut.stream().flatMap(s -> s.tensors().stream()))
        .toList();
  }

  @Override
  public NDArray forward(NDArray x, Map<String, NDArray> values, boolean training) {
    try (NDArray main = body.forward(x, values, training)) {
      if (shortcut.isEmpty()) {
        return sumRelu(main, x);
      }
      try (NDArray side = shortcut.get().forward(x, values, training)) {
        return sumRelu(main, side);
      }
    }
  }

  private static NDArray sumRelu(NDArray main, NDArray side) {
    try (NDArray sum = main.add(side)) {
      return Activation.relu(sum);
    }
  }
}
