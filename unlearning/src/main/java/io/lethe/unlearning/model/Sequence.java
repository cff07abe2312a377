package io.lethe.unlearning.model;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;

/** Layers one after the other; at least one. */
record Sequence(List<Layer> layers) implements Layer {
  static Sequence of(Layer... layers) {
    return new Sequence(List.of(layers));
  }

  @Override
  public List<TensorSpec> tensors() {
    return layers.stream().flatMap(l -> l.tensors().stream()).toList();
  }

  @Override
  public NDArray forward(NDArray x, Map<String, NDArray> values, boolean training) {
    NDArray current = x;
    for (Layer layer : layers) {
      NDArray next = layer.forward(current, values, training);
      if (current != x) {
        current.close();
      }
      current = next;
    }
    return current;
  }
}
