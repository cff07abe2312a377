package io.lethe.unlearning.method;

import java.util.List;

/** GA: ascends the loss on D_f with true labels; no retained data. */
public final class GradientAscent implements StepwiseMethod {
  @Override
  public String name() {
    return "ga";
  }

  @Override
  public List<Pass> passes(
      UnlearningData sets, int classes, Hyperparameters hyperparameters, int epoch) {
    return List.of(new Pass("forget", sets.forget(), sets.forgetLabels(), -1));
  }
}
