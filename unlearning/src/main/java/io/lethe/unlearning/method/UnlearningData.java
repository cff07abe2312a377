package io.lethe.unlearning.method;

import io.lethe.unlearning.data.Dataset;

/**
 * What a method works on.
 *
 * @param data the data set
 * @param forget positions of D_f, in the order of use where nothing is shuffled
 * @param retain positions of D_r, likewise
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record UnlearningData(Dataset data, int[] forget, int[] retain) {
  int[] forgetLabels() {
    return data.labels(forget);
  }

  int[] retainLabels() {
    return data.labels(retain);
  }
}
