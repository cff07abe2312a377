package io.lethe.unlearning.method;

import java.util.List;

/**
 * Training on D_r from fresh weights (SalUn, section 3): the exact answer every other method is
 * measured by. With an empty D_f it is ordinary training.
 */
public final class Retrain implements StepwiseMethod {
  @Override
  public String name() {
    return "retrain";
  }

  @Override
  public boolean startsFresh() {
    return true;
  }

  @Override
  public List<Pass> passes(
      UnlearningData sets, int classes, Hyperparameters hyperparameters, int epoch) {
    return List.of(new Pass("train", sets.retain(), sets.retainLabels(), 1));
  }
}
