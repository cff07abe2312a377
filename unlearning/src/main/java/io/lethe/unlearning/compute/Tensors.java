package io.lethe.unlearning.compute;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lethe.formats.Tensor;

/** Copies float32 arrays between the engine and files. */
public final class Tensors {
  private Tensors() {}

  /** A copy of an array outside the engine. */
  public static Tensor copyOf(NDArray array) {
    return Tensor.ofFloats(array.toFloatArray(), array.getShape().getShape());
  }

  /** A float32 array with a tensor's values. */
  public static NDArray create(NDManager manager, Tensor tensor) {
    return manager.create(tensor.floats(), new Shape(tensor.shape()));
  }

  /** Overwrites an array in place; it keeps its memory and its gradient. */
  public static void overwrite(NDArray target, Tensor source) {
    Engines.withoutGradients(
        () -> {
          try (NDArray values = create(target.getManager(), source);
              NDArray there = values.toDevice(target.getDevice(), false)) {
            there.copyTo(target);
            return null;
          }
        });
  }
}
