package io.lethe.unlearning.method;

import java.util.List;

/** FT: θ₀ trained on with D_r, true labels; forgetting by catastrophic forgetting. */
public final class FineTune implements StepwiseMethod {
  @Override
  public String name() {
    return "ft";
  }

  @Override
  public List<Pass> passes(
      UnlearningData sets, int classes, Hyperparameters hyperparameters, int epoch) {
    return List.of(new Pass("retain", sets.retain(), sets.retainLabels(), 1));
  }
}
