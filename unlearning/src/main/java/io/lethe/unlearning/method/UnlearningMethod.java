package io.lethe.unlearning.method;

import java.util.List;

/**
 * An unlearning method: what it does with forget and retain set in one epoch. The steps themselves
 * are {@link MethodRun}'s.
 */
public interface UnlearningMethod {
  /** The name in requests, such as {@code salun}. */
  String name();

  /** Whether the method starts from a fresh network instead of θ₀. */
  default boolean startsFresh() {
    return false;
  }

  /** Whether the method is undefined without a mask. */
  default boolean needsMask() {
    return false;
  }

  /**
   * The passes of an epoch, unshuffled: a pure function of the arguments.
   *
   * @param sets forget and retain set
   * @param classes number of classes of the network
   * @param hyperparameters how the method runs
   * @param epoch zero-based epoch
   */
  List<Pass> passes(UnlearningData sets, int classes, Hyperparameters hyperparameters, int epoch);
}
