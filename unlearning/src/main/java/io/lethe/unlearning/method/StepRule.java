package io.lethe.unlearning.method;

import ai.djl.ndarray.NDArray;
import io.lethe.formats.Tensor;
import java.util.Map;

/**
 * What a method adds to plain SGD steps, made for one run. Between steps it has no state but the
 * one it saves.
 */
public interface StepRule extends AutoCloseable {
  /** Nothing added. */
  StepRule PLAIN = new StepRule() {};

  /**
   * The classes a batch is to learn.
   *
   * @param pixels {@code [N, 3, H, W]} in [0, 1], not changed
   * @param labels classes the pass asks for
   */
  default int[] targets(NDArray pixels, int[] labels) {
    return labels;
  }

  /**
   * Adds the gradient of a penalty on one parameter, before mask and optimizer.
   *
   * @param theta the parameter before the step, not changed
   * @param gradient the loss's gradient, to be added to in place
   * @param at where in the run
   * @return the penalty's share in the loss
   */
  default double penalise(NDArray theta, NDArray gradient, StepPosition at) {
    return 0;
  }

  /**
   * Changes weights after the optimizer has.
   *
   * @param momentum the optimizer's buffers by parameter name; may be changed in place
   * @param at where in the run
   */
  default void afterStep(Map<String, NDArray> momentum, StepPosition at) {}

  /** Copies of what the remaining steps depend on, by names of its own. */
  default Map<String, Tensor> save() {
    return Map.of();
  }

  /** Replaces the state by a saved one of the same names. */
  default void restore(Map<String, Tensor> saved) {}

  /** Frees native memory. */
  @Override
  default void close() {}
}
