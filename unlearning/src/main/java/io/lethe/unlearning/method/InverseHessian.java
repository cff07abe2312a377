package io.lethe.unlearning.method;

import io.lethe.formats.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** An approximation of {@code k = H⁻¹v} that takes the gradients H is made of one by one. */
abstract class InverseHessian {
  private static final String PRODUCT = "product";

  /** k as far as it has got. */
  float[] product;

  InverseHessian(float[] product) {
    this.product = product;
  }

  /** Takes the gradient of the next sample; the array may be kept. */
  abstract void add(float[] gradient);

  /** What the next samples depend on. */
  Map<String, Tensor> save() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(PRODUCT, Tensor.ofFloats(product, product.length));
    return tensors;
  }

  /** Replaces the state by a saved one, of {@code added} samples. */
  void restore(Map<String, Tensor> saved, int added) {
    product = saved.get(PRODUCT).floats();
  }

  static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** {@code a ← a + c·b}. */
  static void addTo(float[] a, double c, float[] b) {
    float factor = (float) c;
    for (int i = 0; i < a.length; i++) {
      a[i] += factor * b[i];
    }
  }
}
