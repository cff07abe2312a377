package io.lethe.unlearning.method;

import io.lethe.unlearning.random.CounterRandom;

/**
 * One pass over some records: what is learned from each, and in which direction.
 *
 * @param phase {@code forget}, {@code retain}, {@code mixed} or {@code train}
 * @param records positions in the data set
 * @param labels class to be learned, by record
 * @param sign 1 descends the loss, −1 ascends it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Pass(String phase, int[] records, int[] labels, int sign) {
  /** The same pass in the order of an epoch. */
  Pass shuffled(long seed, int epoch) {
    int[] order = new CounterRandom(seed, "shuffle/" + phase).permutation(records.length, epoch);
    int[] r = new int[order.length];
    int[] l = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      r[i] = records[order[i]];
      l[i] = labels[order[i]];
    }
    return new Pass(phase, r, l, sign);
  }
}
