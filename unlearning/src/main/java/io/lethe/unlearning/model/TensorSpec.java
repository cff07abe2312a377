package io.lethe.unlearning.model;

import java.util.Arrays;

/**
 * One tensor of a network: torch's name, shape, role and how a fresh one is filled.
 *
 * @param name torch's name
 * @param shape dimensions, empty for a batch counter
 * @param role what it is for
 * @param initializer values of a fresh network
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TensorSpec(String name, long[] shape, Role role, Initializer initializer) {
  /** What a tensor is for. */
  enum Role {
    /** Trained, and in the mask. */
    PARAMETER,
    /** Running mean or variance of batch normalisation. */
    STATISTIC,
    /** {@code num_batches_tracked}. */
    COUNTER,
    /** Whole numbers that a user's module keeps in a buffer, its batch counters among them. */
    INTEGERS,
    /** Never changed: a parameter of a user's module that is not trained, a buffer of flags. */
    CONSTANT,
    /** Mean or deviation of the input normalisation. */
    NORMALIZATION
  }

  static TensorSpec parameter(String name, Initializer initializer, long... shape) {
    return new TensorSpec(name, shape, Role.PARAMETER, initializer);
  }

  int size() {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
  }
}
