package io.lethe.unlearning.metric;

/**
 * Softmax and cross-entropy of one row of logits, every operation rounded to float32 as torch does.
 */
final class Softmax {
  private Softmax() {}

  /** exp(zᵢ − max z) / Σⱼ exp(zⱼ − max z). */
  static float[] probabilities(float[] logits) {
    float max = logits[argmax(logits)];
    float[] p = new float[logits.length];
    float sum = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = (float) Math.exp(logits[i] - max);
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  /** ln Σⱼ exp(zⱼ − max z) + max z − z_label; finite where the probability underflows. */
  static float crossEntropy(float[] logits, int label) {
    float max = logits[argmax(logits)];
    float sum = 0;
    for (float z : logits) {
      sum += (float) Math.exp(z - max);
    }
    return (float) Math.log(sum) - (logits[label] - max);
  }

  /** Index of the largest value, the lower one of equals. */
  static int argmax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
