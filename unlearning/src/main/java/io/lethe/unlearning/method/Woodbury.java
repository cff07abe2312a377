package io.lethe.unlearning.method;

import io.lethe.formats.Tensor;
import io.lethe.unlearning.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code k = H⁻¹v} for {@code H = λI + (1/N)·Σᵢ gᵢgᵢᵀ}, exact up to rounding (WoodFisher, Singh and
 * Alistarh, 2020, equation 4): with {@code oᵢ = H_{i−1}⁻¹gᵢ} and {@code tᵢ = oᵢ·gᵢ},
 *
 * <pre>
 * oᵢ = gᵢ/λ − Σ_{j&lt;i} ((oⱼ·gᵢ)/(N + tⱼ))·oⱼ
 * kᵢ = kᵢ₋₁ − ((kᵢ₋₁·gᵢ)/(N + tᵢ))·oᵢ,   k₀ = v/λ
 * </pre>
 *
 * <p>All oᵢ are kept: N·n float32 numbers, in memory and in every saved state. Time grows with
 * N²·n.
 */
final class Woodbury extends InverseHessian {
  /** Most numbers kept: 2²⁸ float32, which are 1 GiB. */
  static final long MAX_FLOATS = 1L << 28;

  private final int samples;
  private final double damping;
  private final List<float[]> directions = new ArrayList<>();
  private final List<Float> scales = new ArrayList<>();

  /**
   * Starts from v.
   *
   * @param samples N
   * @param damping λ
   */
  Woodbury(float[] v, int samples, double damping) {
    super(scaled(v, damping));
    this.samples = samples;
    this.damping = damping;
  }

  /**
   * Refuses what would not fit.
   *
   * @throws InvalidInputException {@code method.samples}
   */
  static void checkMemory(int samples, int weights) {
    if ((long) samples * weights > MAX_FLOATS) {
      throw new InvalidInputException(
          "method.samples",
          ("found %d, which keeps %d numbers for each of %d weights; allowed are 1 to %d"
                  + " for this network (1 GiB), or form reference")
              .formatted(samples, samples, weights, MAX_FLOATS / weights));
    }
  }

  private static float[] scaled(float[] a, double divisor) {
    float[] out = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      out[i] = (float) (a[i] / divisor);
    }
    return out;
  }

  @Override
  void add(float[] gradient) {
    float[] direction = scaled(gradient, damping);
    for (int j = 0; j < directions.size(); j++) {
      float[] o = directions.get(j);
      addTo(direction, -dot(o, gradient) / (samples + scales.get(j)), o);
    }
    float scale = (float) dot(direction, gradient);
    addTo(product, -dot(product, gradient) / (samples + scale), direction);
    directions.add(direction);
    scales.add(scale);
  }

  @Override
  Map<String, Tensor> save() {
    Map<String, Tensor> tensors = super.save();
    for (int i = 0; i < directions.size(); i++) {
      float[] o = directions.get(i);
      tensors.put("direction." + i, Tensor.ofFloats(o, o.length));
      tensors.put("scale." + i, Tensor.ofFloats(new float[] {scales.get(i)}, 1));
    }
    return tensors;
  }

  @Override
  void restore(Map<String, Tensor> saved, int added) {
    super.restore(saved, added);
    directions.clear();
    scales.clear();
    for (int i = 0; i < added; i++) {
      directions.add(saved.get("direction." + i).floats());
      scales.add(saved.get("scale." + i).floats()[0]);
    }
  }
}
