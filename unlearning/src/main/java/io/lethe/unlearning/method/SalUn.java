package io.lethe.unlearning.method;

import java.util.List;

/**
 * SalUn (Fan et al., ICLR 2024): random labels as {@link RandomLabel}, changing only the weights
 * the saliency mask selects.
 */
public final class SalUn implements StepwiseMethod {
  private final RandomLabel randomLabel = new RandomLabel();

  @Override
  public String name() {
    return "salun";
  }

  @Override
  public boolean needsMask() {
    return true;
  }

  @Override
  public List<Pass> passes(
      UnlearningData sets, int classes, Hyperparameters hyperparameters, int epoch) {
    return randomLabel.passes(sets, classes, hyperparameters, epoch);
  }
}
