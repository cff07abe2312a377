package io.lethe.unlearning.method;

import io.lethe.unlearning.saliency.Thresholds;
import java.util.BitSet;

/**
 * The proximal step of {@code τ‖θ − a‖₁}: with d = θ − a in float32, {@code θ ← θ − τ} where d &gt;
 * τ, {@code θ + τ} where d &lt; −τ, else the anchor a itself.
 */
final class SoftThreshold {
  private SoftThreshold() {}

  /**
   * Shrinks the selected weights in place.
   *
   * @return how many of them are at the anchor afterwards
   */
  static int shrink(float[] theta, float[] anchor, float tau, BitSet selected) {
    int atAnchor = 0;
    for (int i = selected.nextSetBit(0); i >= 0; i = selected.nextSetBit(i + 1)) {
      float d = theta[i] - anchor[i];
      if (d > tau) {
        theta[i] -= tau;
      } else if (d < -tau) {
        theta[i] += tau;
      } else {
        theta[i] = anchor[i];
        atAnchor++;
      }
    }
    return atAnchor;
  }

  /**
   * The k-th smallest distance |θ − a| of the selected weights, by selection, not by sorting.
   *
   * @param k from 1 to the number of selected weights
   */
  static float quantile(float[] theta, float[] anchor, int k, BitSet selected) {
    float[] distances = new float[selected.cardinality()];
    int at = 0;
    for (int i = selected.nextSetBit(0); i >= 0; i = selected.nextSetBit(i + 1)) {
      distances[at++] = Math.abs(theta[i] - anchor[i]);
    }
    return Thresholds.kthSmallest(distances, k);
  }
}
