package io.lethe.activities.slice;

import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.StepReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Loss by step, kept inside the checkpoints so that it survives what the weights survive. Its
 * tensors carry a prefix of their own and are taken out again before the work sees its state.
 */
final class LossCurve {
  private static final String PREFIX = "lethe.curve/";
  private static final String LOSS = PREFIX + "loss";
  private static final String EPOCH = PREFIX + "epoch";
  private static final String PHASE = PREFIX + "phase";
  private static final String PHASES = PREFIX + "phases";

  private final List<Float> losses = new ArrayList<>();
  private final List<Integer> epochs = new ArrayList<>();
  private final List<Integer> phases = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  /** The artifact's content. */
  record Curve(List<Integer> epoch, List<String> phase, List<Float> loss) {}

  void add(StepReport step) {
    losses.add((float) step.loss());
    epochs.add(step.epoch());
    if (!names.contains(step.phase())) {
      names.add(step.phase());
    }
    phases.add(names.indexOf(step.phase()));
  }

  Curve curve() {
    return new Curve(
        List.copyOf(epochs), phases.stream().map(names::get).toList(), List.copyOf(losses));
  }

  /** The state with the curve inside. */
  TensorFile into(TensorFile state) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(state.tensors());
    float[] values = new float[losses.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = losses.get(i);
    }
    tensors.put(LOSS, Tensor.ofFloats(values, values.length));
    tensors.put(EPOCH, ints(epochs));
    tensors.put(PHASE, ints(phases));
    Map<String, String> metadata = new LinkedHashMap<>(state.metadata());
    metadata.put(PHASES, String.join(",", names));
    return new TensorFile(tensors, metadata);
  }

  /** Takes the curve out of a state; the rest is the work's own. */
  TensorFile outOf(TensorFile state) {
    clear();
    for (float loss : state.get(LOSS).floats()) {
      losses.add(loss);
    }
    for (long epoch : state.get(EPOCH).longs()) {
      epochs.add((int) epoch);
    }
    for (long phase : state.get(PHASE).longs()) {
      phases.add((int) phase);
    }
    String listed = state.meta(PHASES);
    names.addAll(listed.isEmpty() ? List.of() : List.of(listed.split(",")));
    Map<String, Tensor> tensors = new LinkedHashMap<>(state.tensors());
    tensors.keySet().removeIf(name -> name.startsWith(PREFIX));
    Map<String, String> metadata = new LinkedHashMap<>(state.metadata());
    metadata.remove(PHASES);
    return new TensorFile(tensors, metadata);
  }

  void clear() {
    losses.clear();
    epochs.clear();
    phases.clear();
    names.clear();
  }

  private static Tensor ints(List<Integer> values) {
    return Tensor.ofInts(values.stream().mapToInt(Integer::intValue).toArray(), values.size());
  }
}
