package io.lethe.unlearning.method;

import io.lethe.formats.Mask;
import io.lethe.unlearning.model.Network;
import java.util.Optional;

/**
 * An unlearning method with its own parameters. What it does is cut into steps by the run it
 * starts; most methods are {@link StepwiseMethod}s, which share the optimizer and the loop.
 */
public interface UnlearningMethod {
  /** The name in requests, such as {@code salun}. */
  String name();

  /** Name and own parameters; a saved state belongs to one definition. */
  default String definition() {
    return name();
  }

  /** Whether the method starts from a fresh network instead of θ₀. */
  default boolean startsFresh() {
    return false;
  }

  /** Whether the method is undefined without a mask. */
  default boolean needsMask() {
    return false;
  }

  /**
   * Whether the weights are moved once, in evaluation mode, instead of by an optimizer: epochs,
   * rate, momentum and decay mean nothing then, and running statistics stay as they are.
   */
  default boolean oneShot() {
    return false;
  }

  /** Outputs that the network has more afterwards; a mask never holds back their weights. */
  default int newOutputs() {
    return 0;
  }

  /**
   * Refuses parameters that do not fit the sets or the network, as {@link #start} would.
   *
   * @param weights trainable weights of the network
   * @throws io.lethe.unlearning.InvalidInputException naming the field under {@code method}
   */
  default void check(UnlearningData sets, long weights) {}

  /**
   * Prepares a run. The network is changed in place and stays the caller's.
   *
   * @param sets forget and retain set
   * @param hyperparameters how it runs
   * @param network θ₀, or a fresh network where {@link #startsFresh()}
   * @param mask which weights may change; all where empty
   * @throws io.lethe.unlearning.InvalidInputException {@code method.mask} if one is needed and
   *     missing, or does not fit the network; {@code model.classes} if a label is no class of the
   *     network; {@code forget} if there is nothing to do
   */
  UnlearningRun start(
      UnlearningData sets, Hyperparameters hyperparameters, Network network, Optional<Mask> mask);
}
