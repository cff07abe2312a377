package io.lethe.unlearning.data;

import io.lethe.unlearning.InvalidInputException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** The retain set D_r: what the model keeps on knowing. */
public final class RetainSet {
  private RetainSet() {}

  /** The population without the forget set, in the order of the population. */
  public static int[] complement(int[] population, int[] forget) {
    BitSet forgotten = IdList.set(forget);
    return Arrays.stream(population).filter(p -> !forgotten.get(p)).toArray();
  }

  /**
   * An explicit retain set, in the order of the list.
   *
   * @param field request field, for the error message
   * @throws InvalidInputException if the list is empty, ids are unknown or occur twice, or are not
   *     in the population without the forget set
   */
  public static int[] of(
      RecordIndex index, int[] population, int[] forget, List<String> ids, String field) {
    int[] positions = IdList.resolve(index, ids, field);
    IdList.requireWithin(
        index,
        positions,
        complement(population, forget),
        "the training split without the forget set",
        field);
    return positions;
  }
}
