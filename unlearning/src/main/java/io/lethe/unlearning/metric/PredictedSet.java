package io.lethe.unlearning.metric;

import java.util.stream.IntStream;

/**
 * What a model predicts for a set of records; immutable.
 *
 * <p>Probabilities are a float32 softmax, {@code [size][outputs]}.
 */
public final class PredictedSet {
  private final int[] labels;
  private final float[][] probabilities;
  private final int[] predicted;
  private final float[] losses;

  PredictedSet(int[] labels, float[][] probabilities, int[] predicted, float[] losses) {
    this.labels = labels;
    this.probabilities = probabilities;
    this.predicted = predicted;
    this.losses = losses;
  }

  /** The predictions that follow from logits, one row a record. */
  static PredictedSet ofLogits(int[] labels, float[][] logits) {
    int n = logits.length;
    float[][] probabilities = new float[n][];
    int[] predicted = new int[n];
    float[] losses = new float[n];
    for (int i = 0; i < n; i++) {
      probabilities[i] = Softmax.probabilities(logits[i]);
      predicted[i] = Softmax.argmax(logits[i]);
      losses[i] = Softmax.crossEntropy(logits[i], labels[i]);
    }
    return new PredictedSet(labels, probabilities, predicted, losses);
  }

  /** Number of records. */
  public int size() {
    return labels.length;
  }

  /** True label of a record. */
  public int label(int i) {
    return labels[i];
  }

  /** Softmax probabilities of a record; a copy. */
  public float[] probabilities(int i) {
    return probabilities[i].clone();
  }

  /** Index of the largest logit of a record; the lower one of equals. */
  public int predicted(int i) {
    return predicted[i];
  }

  /** Number of records whose largest logit is the true label's. */
  public int correct() {
    return (int) IntStream.range(0, size()).filter(i -> predicted[i] == labels[i]).count();
  }

  /** Share of correct records, in percent. */
  public double accuracy() {
    return 100.0 * correct() / size();
  }

  /** Mean cross-entropy (natural logarithm). */
  public double meanLoss() {
    return IntStream.range(0, size()).mapToDouble(i -> losses[i]).sum() / size();
  }

  float loss(int i) {
    return losses[i];
  }
}
