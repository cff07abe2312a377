package io.lethe.unlearning.method;

import ai.djl.ndarray.NDArray;
import io.lethe.formats.Mask;
import io.lethe.formats.Tensor;
import io.lethe.unlearning.compute.Tensors;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Several arrays as one vector outside the engine, one after the other, each row-major: θ where the
 * arrays are a network's parameters in definition order.
 */
final class FlatArrays {
  private final Map<String, NDArray> arrays;
  private final int size;

  FlatArrays(Map<String, NDArray> arrays) {
    this.arrays = new LinkedHashMap<>(arrays);
    this.size =
        this.arrays.values().stream()
            .mapToInt(a -> Math.toIntExact(a.size()))
            .reduce(0, Math::addExact);
  }

  int size() {
    return size;
  }

  /** A copy of the vector. */
  float[] read() {
    float[] vector = new float[size];
    int at = 0;
    for (NDArray array : arrays.values()) {
      at = put(vector, at, array);
    }
    return vector;
  }

  /** Copies an array into a vector; returns the position after it. */
  static int put(float[] vector, int at, NDArray array) {
    float[] values = array.toFloatArray();
    System.arraycopy(values, 0, vector, at, values.length);
    return at + values.length;
  }

  /** Overwrites the arrays in place. */
  void write(float[] vector) {
    int at = 0;
    for (NDArray array : arrays.values()) {
      int end = at + Math.toIntExact(array.size());
      Tensors.overwrite(
          array, Tensor.ofFloats(Arrays.copyOfRange(vector, at, end), array.getShape().getShape()));
      at = end;
    }
  }

  /** Positions a mask over arrays of these names selects; all where there is none. */
  BitSet selected(Optional<Mask> mask) {
    BitSet selected = new BitSet(size);
    if (mask.isEmpty()) {
      selected.set(0, size);
      return selected;
    }
    int at = 0;
    for (Map.Entry<String, NDArray> array : arrays.entrySet()) {
      int n = Math.toIntExact(array.getValue().size());
      for (int i = 0; i < n; i++) {
        if (mask.get().get(array.getKey(), i)) {
          selected.set(at + i);
        }
      }
      at += n;
    }
    return selected;
  }
}
