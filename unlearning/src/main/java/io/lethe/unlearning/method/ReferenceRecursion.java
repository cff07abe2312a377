package io.lethe.unlearning.method;

import io.lethe.formats.Tensor;
import java.util.Map;

/**
 * The recursion of the published code: {@code k = v}, {@code o = g₁}; for each later gradient g:
 * {@code t = o·g; k ← k − ((k·g)/(N + t))·o; o ← o − (t/(N + t))·o}.
 *
 * <p>o only ever rescales g₁, so {@code k = v − c·g₁} for some number c.
 */
final class ReferenceRecursion extends InverseHessian {
  private static final String DIRECTION = "direction";

  private final int samples;
  private float[] direction = {};

  ReferenceRecursion(float[] v, int samples) {
    super(v);
    this.samples = samples;
  }

  @Override
  void add(float[] gradient) {
    if (direction.length == 0) {
      direction = gradient;
      return;
    }
    double t = dot(direction, gradient);
    addTo(product, -dot(product, gradient) / (samples + t), direction);
    addTo(direction, -t / (samples + t), direction);
  }

  @Override
  Map<String, Tensor> save() {
    Map<String, Tensor> tensors = super.save();
    tensors.put(DIRECTION, Tensor.ofFloats(direction, direction.length));
    return tensors;
  }

  @Override
  void restore(Map<String, Tensor> saved, int added) {
    super.restore(saved, added);
    direction = saved.get(DIRECTION).floats();
  }
}
