package io.lethe.unlearning.metric;

import java.util.Arrays;

/** How well one number separates two sets of records: area under the ROC curve, best threshold. */
final class Separation {
  private Separation() {}

  /**
   * Area under the ROC curve: the probability that a positive has the larger value, ties counting
   * one half.
   */
  static double auc(double[] positives, double[] negatives) {
    double[] sorted = sorted(negatives);
    long twice = 0;
    for (double value : positives) {
      twice += (long) below(sorted, value) + notAbove(sorted, value);
    }
    return twice / (2.0 * positives.length * negatives.length);
  }

  /**
   * The threshold t, among all values that occur, with the largest balanced accuracy of "member if
   * value ≥ t"; the smallest of equals.
   */
  static Threshold best(double[] members, double[] nonMembers) {
    double[] m = sorted(members);
    double[] n = sorted(nonMembers);
    double[] all = Arrays.copyOf(m, m.length + n.length);
    System.arraycopy(n, 0, all, m.length, n.length);
    Arrays.sort(all);
    // Balanced accuracy times 2·|members|·|nonMembers|, so that equal accuracies compare equal.
    long largest = -1;
    double best = Double.NaN;
    for (double t : all) {
      long hits = (long) (m.length - below(m, t)) * n.length + (long) below(n, t) * m.length;
      if (hits > largest) {
        largest = hits;
        best = t;
      }
    }
    return new Threshold(best, largest / (2.0 * m.length * n.length));
  }

  /**
   * A threshold and its balanced accuracy.
   *
   * @param value members have at least this value
   * @param balancedAccuracy mean of the two classes' accuracies, a fraction
   */
  record Threshold(double value, double balancedAccuracy) {}

  /** Number of values below t. */
  static int below(double[] sorted, double t) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < t) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int notAbove(double[] sorted, double t) {
    return below(sorted, Math.nextUp(t));
  }

  static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
