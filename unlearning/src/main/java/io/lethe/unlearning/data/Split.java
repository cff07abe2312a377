package io.lethe.unlearning.data;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.random.DrawGenerator;
import io.lethe.unlearning.random.IndexDraws;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The training partition divided into training and validation positions.
 *
 * <p>For each class in order, ⌊n_c · fraction⌋ of its n_c training records are drawn without
 * replacement from one sequence of draws; they form the validation set, class after class in
 * drawing order. The rest, ascending, is the training split. The test partition is untouched.
 */
public final class Split {
  private final int[] training;
  private final int[] validation;

  private Split(int[] training, int[] validation) {
    this.training = training;
    this.validation = validation;
  }

  /**
   * Draws a split.
   *
   * @param index the records
   * @param validationFraction share of each class for validation, 0 ≤ fraction &lt; 1
   * @param seed seed of the draws
   * @param generator where the draws come from
   * @throws InvalidInputException if the fraction is out of range or nothing is left to train on
   */
  public static Split draw(
      RecordIndex index, double validationFraction, long seed, DrawGenerator generator) {
    if (!(validationFraction >= 0 && validationFraction < 1)) {
      throw new InvalidInputException(
          "dataset.split.validationFraction",
          "found %s, allowed is 0 up to but not including 1".formatted(validationFraction));
    }
    int[] records = index.positions(Partition.TRAIN);
    if (records.length == 0) {
      throw new InvalidInputException("dataset.ref", "found no training records");
    }
    IndexDraws draws = generator.start(seed, "split", "dataset.split.seed");
    IntStream.Builder validation = IntStream.builder();
    BitSet drawn = new BitSet(index.size());
    for (int c = 0; validationFraction > 0 && c < index.classes(); c++) {
      int label = c;
      int[] ofClass = Arrays.stream(records).filter(p -> index.label(p) == label).toArray();
      for (int k : draws.draw(ofClass.length, (int) (ofClass.length * validationFraction))) {
        validation.add(ofClass[k]);
        drawn.set(ofClass[k]);
      }
    }
    return new Split(
        Arrays.stream(records).filter(p -> !drawn.get(p)).toArray(), validation.build().toArray());
  }

  /** Positions to train on, ascending; a copy. */
  public int[] training() {
    return training.clone();
  }

  /** Positions kept for validation, class after class in drawing order; a copy. */
  public int[] validation() {
    return validation.clone();
  }
}
