package io.lethe.activities.checkpoint;

import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The losses of all steps so far; they travel inside the checkpoint, beside the work's state. */
final class LossHistory {
  private static final String NAME = "lethe.losses";

  private final List<Float> losses = new ArrayList<>();

  void add(double loss) {
    losses.add((float) loss);
  }

  List<Double> values() {
    return losses.stream().map(Float::doubleValue).toList();
  }

  TensorFile addTo(TensorFile state) {
    float[] values = new float[losses.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = losses.get(i);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(state.tensors());
    tensors.put(NAME, Tensor.ofFloats(values, values.length));
    return new TensorFile(tensors, state.metadata());
  }

  /** Takes the history out of a body; returns the state as the work saved it. */
  TensorFile takeFrom(TensorFile body) {
    losses.clear();
    for (float loss : body.get(NAME).floats()) {
      losses.add(loss);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(body.tensors());
    tensors.remove(NAME);
    return new TensorFile(tensors, body.metadata());
  }
}
