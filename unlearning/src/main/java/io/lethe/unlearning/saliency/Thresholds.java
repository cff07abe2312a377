package io.lethe.unlearning.saliency;

import io.lethe.unlearning.InvalidInputException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Exact thresholds for any number of fractions from two passes over the scores.
 *
 * <p>The bits of a non-negative float32 order like its value. The first pass counts the upper 16
 * bits, which gives each threshold's bucket; the second counts the lower 16 bits inside those
 * buckets, which gives the threshold itself. No sort, no copy.
 */
public final class Thresholds {
  private static final int SIGNLESS = 0x7fffffff;
  private static final int INFINITY = 0x7f800000;
  private static final int LOW = 16;

  private Thresholds() {}

  /**
   * ⌊n·p⌋: the product in double, truncated, so that 100 · 0.29 gives 28.
   *
   * @throws InvalidInputException {@code method.mask.fraction} if p is not in [0, 1]
   */
  public static int ones(int weights, double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new InvalidInputException(
          "method.mask.fraction", "found %s, allowed are 0 to 1".formatted(fraction));
    }
    return (int) (weights * fraction);
  }

  /**
   * The threshold of each fraction.
   *
   * @throws IllegalArgumentException if a score is NaN or infinite
   * @throws InvalidInputException {@code method.mask.fraction} if a fraction is not in [0, 1]
   */
  public static Threshold[] of(SaliencyScores scores, double... fractions) {
    int total = scores.total();
    return of(scores, fractions, Arrays.stream(fractions).mapToInt(p -> ones(total, p)).toArray());
  }

  /**
   * The k-th smallest of some magnitudes, in the same two passes.
   *
   * @param values none negative
   * @param k from 1 to the number of values
   * @throws IllegalArgumentException if k is out of range, or a value is NaN or infinite
   */
  public static float kthSmallest(float[] values, int k) {
    if (k < 1 || k > values.length) {
      throw new IllegalArgumentException("k is %d of %d values".formatted(k, values.length));
    }
    SaliencyScores scores =
        new SaliencyScores(
            Map.of("values", values), Map.of("values", new long[] {values.length}), "magnitudes");
    int rank = values.length - k + 1;
    return of(scores, new double[] {(double) rank / values.length}, new int[] {rank})[0].value();
  }

  private static Threshold[] of(SaliencyScores scores, double[] fractions, int[] ones) {
    int[] upper = upperHistogram(scores);
    int[] buckets = new int[ones.length];
    int[] ranks = new int[ones.length];
    for (int i = 0; i < ones.length; i++) {
      long found = descend(upper, ones[i]);
      buckets[i] = (int) (found >>> 32);
      ranks[i] = (int) found;
    }
    int[] distinct = IntStream.of(buckets).distinct().toArray();
    int[][] lower = lowerHistograms(scores, distinct);
    Threshold[] out = new Threshold[ones.length];
    for (int i = 0; i < ones.length; i++) {
      if (ones[i] == 0) {
        out[i] = new Threshold(fractions[i], 0, Threshold.NONE, 0);
      } else {
        int bucket = buckets[i];
        int slot = IntStream.range(0, distinct.length).filter(d -> distinct[d] == bucket).sum();
        long found = descend(lower[slot], ranks[i]);
        int bits = bucket << LOW | (int) (found >>> 32);
        out[i] = new Threshold(fractions[i], ones[i], bits, (int) found);
      }
    }
    return out;
  }

  private static int[] upperHistogram(SaliencyScores scores) {
    int[] counts = new int[1 << (31 - LOW)];
    for (String name : scores.names()) {
      for (float v : scores.values(name)) {
        counts[(Float.floatToRawIntBits(v) & SIGNLESS) >>> LOW]++;
      }
    }
    for (int bucket = INFINITY >>> LOW; bucket < counts.length; bucket++) {
      if (counts[bucket] != 0) {
        throw new IllegalArgumentException("scores hold NaN or infinite numbers");
      }
    }
    return counts;
  }

  private static int[][] lowerHistograms(SaliencyScores scores, int[] buckets) {
    int[][] counts = new int[buckets.length][1 << LOW];
    byte[] slots = new byte[1 << (31 - LOW)];
    for (int i = 0; i < buckets.length; i++) {
      slots[buckets[i]] = (byte) (i + 1);
    }
    for (String name : scores.names()) {
      for (float v : scores.values(name)) {
        int bits = Float.floatToRawIntBits(v) & SIGNLESS;
        int slot = slots[bits >>> LOW];
        if (slot != 0) {
          counts[slot - 1][bits & 0xffff]++;
        }
      }
    }
    return counts;
  }

  /** The bucket that holds the entry of that rank (from 1, largest first), and its rank therein. */
  private static long descend(int[] counts, int rank) {
    int rest = rank;
    for (int bucket = counts.length - 1; bucket > 0; bucket--) {
      if (counts[bucket] >= rest) {
        return (long) bucket << 32 | rest;
      }
      rest -= counts[bucket];
    }
    return rest;
  }
}
