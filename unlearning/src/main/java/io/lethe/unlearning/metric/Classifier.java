package io.lethe.unlearning.metric;

/**
 * A model as evaluation sees it: records in, logits out. It must run in evaluation mode on images
 * that are not augmented.
 */
@FunctionalInterface
public interface Classifier {
  /**
   * Logits of some records.
   *
   * @param records positions in the data set
   * @return {@code [records.length][outputs]}; outputs may exceed the number of classes
   */
  float[][] logits(int[] records);
}
