package io.lethe.unlearning.data;

import java.util.Arrays;

/** The records that test accuracy is measured on. */
public final class TestSet {
  private TestSet() {}

  /**
   * The test partition, ascending; without the forgotten class where a whole class is forgotten,
   * because a model that does as asked must fail on it.
   */
  public static int[] positions(RecordIndex index, ForgetSelection forget) {
    int[] test = index.positions(Partition.TEST);
    return forget instanceof ForgetSelection.OfClass ofClass
        ? Arrays.stream(test).filter(p -> index.label(p) != ofClass.label()).toArray()
        : test;
  }
}
