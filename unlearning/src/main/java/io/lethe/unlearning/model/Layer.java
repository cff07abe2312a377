package io.lethe.unlearning.model;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A piece of a network: the tensors it needs, in torch's state-dict order, and its forward pass.
 *
 * <p>A layer never closes its input. A container closes every intermediate result as soon as the
 * next layer has used it; what the backward pass needs stays alive inside the engine.
 */
interface Layer {
  /** Tensors in state-dict order. */
  List<TensorSpec> tensors();

  /**
   * The output, a new array in the manager of {@code x}.
   *
   * @param x {@code [N, …]}
   * @param values arrays by tensor name
   * @param training whether batch statistics are used, and running ones updated
   */
  NDArray forward(NDArray x, Map<String, NDArray> values, boolean training);

  /** A layer without tensors. */
  static Layer of(UnaryOperator<NDArray> function) {
    return new Layer() {
      @Override
      public List<TensorSpec> tensors() {
        return List.of();
      }

      @Override
      public NDArray forward(NDArray x, Map<String, NDArray> values, boolean training) {
        return function.apply(x);
      }
    };
  }
}
