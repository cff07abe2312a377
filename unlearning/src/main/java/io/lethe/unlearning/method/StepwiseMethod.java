package io.lethe.unlearning.method;

import io.lethe.formats.Mask;
import io.lethe.unlearning.model.Network;
import java.util.List;
import java.util.Optional;

/**
 * A method of SGD steps: passes over the sets, epoch by epoch, and what it adds to a plain step.
 * The steps themselves are {@link MethodRun}'s.
 */
public interface StepwiseMethod extends UnlearningMethod {
  /**
   * The passes of an epoch, unshuffled: a pure function of the arguments.
   *
   * @param sets forget and retain set
   * @param classes number of classes of the network
   * @param hyperparameters how the method runs
   * @param epoch zero-based epoch
   */
  List<Pass> passes(UnlearningData sets, int classes, Hyperparameters hyperparameters, int epoch);

  /**
   * What is added to plain steps.
   *
   * @param start what a run starts from
   */
  default StepRule rule(RunStart start) {
    return StepRule.PLAIN;
  }

  @Override
  default UnlearningRun start(
      UnlearningData sets, Hyperparameters hyperparameters, Network network, Optional<Mask> mask) {
    return new MethodRun(this, sets, hyperparameters, network, mask);
  }
}
