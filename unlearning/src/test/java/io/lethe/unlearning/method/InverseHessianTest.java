package io.lethe.unlearning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.formats.Tensor;
import io.lethe.unlearning.InvalidInputException;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Inverses of two by two matrices, worked out by hand. */
class InverseHessianTest {
  private static final float[][] GRADIENTS = {{1, 1}, {2, 0}, {0, 3}};

  private static float[] product(InverseHessian hessian, float[]... gradients) {
    for (float[] gradient : gradients) {
      hessian.add(gradient.clone());
    }
    return hessian.product;
  }

  private static void assertClose(float[] found, double... expected) {
    assertThat(found).hasSize(expected.length);
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i]).isCloseTo(expected[i], within(1e-6));
    }
  }

  /** H = I + g gᵀ with g = (1, 2): H⁻¹v = v − (g·v)/(1 + g·g)·g = (3, 4) − 11/6·(1, 2). */
  @Test
  void oneSampleIsTheFormulaOfShermanAndMorrison() {
    assertClose(
        product(new Woodbury(new float[] {3, 4}, 1, 1), new float[] {1, 2}), 7 / 6.0, 1 / 3.0);
  }

  /** H = 2I + ½(g₁g₁ᵀ + g₂g₂ᵀ) = ((3, ½), (½, 2½)), of determinant 7¼. */
  @Test
  void twoSamplesAreTheInverseOfTheirMatrix() {
    Woodbury hessian = new Woodbury(new float[] {1, 2}, 2, 2);
    assertClose(hessian.product, 0.5, 1);
    assertClose(product(hessian, new float[] {1, 0}, new float[] {1, 1}), 1.5 / 7.25, 5.5 / 7.25);
    assertThat(hessian.save().keySet())
        .containsExactlyInAnyOrder("product", "direction.0", "direction.1", "scale.0", "scale.1");
    // o₁ = g₁/λ, t₁ = o₁·g₁.
    assertClose(hessian.save().get("direction.0").floats(), 0.5, 0);
    assertClose(hessian.save().get("scale.0").floats(), 0.5);
  }

  /**
   * N = 2: the second sample has t = 2 and takes ½·(1, 1) from k = (1, 2), the third t = 1½ and
   * takes 4½/3½·(½, ½).
   */
  @Test
  void theReferenceOnlyRescalesTheFirstGradient() {
    ReferenceRecursion hessian = new ReferenceRecursion(new float[] {1, 2}, 2);
    assertClose(product(hessian, GRADIENTS[0]), 1, 2);
    assertClose(product(hessian, GRADIENTS[1]), 0.5, 1.5);
    assertClose(hessian.save().get("direction").floats(), 0.5, 0.5);
    assertClose(product(hessian, GRADIENTS[2]), 0.5 - 4.5 / 7, 1.5 - 4.5 / 7);
    assertClose(hessian.save().get("direction").floats(), 1 / 3.5, 1 / 3.5);
  }

  @Test
  void aRestoredStateGoesOnToTheSameProduct() {
    goesOn(() -> new Woodbury(new float[] {1, 2}, 3, 0.5));
    goesOn(() -> new ReferenceRecursion(new float[] {1, 2}, 3));
  }

  private static void goesOn(Supplier<InverseHessian> start) {
    float[] whole = product(start.get(), GRADIENTS);
    for (int added = 1; added <= GRADIENTS.length; added++) {
      InverseHessian first = start.get();
      InverseHessian second = start.get();
      for (int i = 0; i < added; i++) {
        first.add(GRADIENTS[i].clone());
      }
      second.add(new float[] {7, 7}); // a state of its own, which is to be replaced
      Map<String, Tensor> saved = first.save();
      second.restore(saved, added);
      assertThat(second.save()).isEqualTo(saved);
      for (int i = added; i < GRADIENTS.length; i++) {
        second.add(GRADIENTS[i].clone());
      }
      assertThat(second.product).containsExactly(whole);
    }
  }

  /** 2²⁸ numbers are the most; this many weights leave room for exactly four samples. */
  @Test
  void moreNumbersThanFitAreRefused() {
    int weights = 1 << 26;
    Woodbury.checkMemory(4, weights);
    assertThatThrownBy(() -> Woodbury.checkMemory(5, weights))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("method.samples: found 5", "67108864 weights", "1 to 4 ");
  }

  @Test
  void dotProductsAndSums() {
    float[] a = {1, 2, 3};
    assertThat(InverseHessian.dot(a, new float[] {4, -5, 6})).isEqualTo(12);
    InverseHessian.addTo(a, -0.5, new float[] {2, 4, 8});
    assertThat(a).containsExactly(0, 0, -1);
  }
}
