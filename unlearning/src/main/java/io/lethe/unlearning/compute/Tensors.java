package io.lethe.unlearning.compute;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lethe.formats.DType;
import io.lethe.formats.Tensor;

/** Copies float32 and int64 arrays between the engine and files. */
public final class Tensors {
  private Tensors() {}

  /** A copy of an array outside the engine. */
  public static Tensor copyOf(NDArray array) {
    long[] shape = array.getShape().getShape();
    return array.getDataType() == DataType.INT64
        ? Tensor.ofLongs(array.toLongArray(), shape)
        : Tensor.ofFloats(array.toFloatArray(), shape);
  }

  /** An array with a tensor's values: int64 if the tensor is, else float32. */
  public static NDArray create(NDManager manager, Tensor tensor) {
    Shape shape = new Shape(tensor.shape());
    return tensor.type() == DType.I64
        ? manager.create(tensor.longs(), shape)
        : manager.create(tensor.floats(), shape);
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
