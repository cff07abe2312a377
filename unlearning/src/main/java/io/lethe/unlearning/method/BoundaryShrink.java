package io.lethe.unlearning.method;

import ai.djl.ndarray.NDArray;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.model.Adversary;
import java.util.List;

/**
 * BS, boundary shrink (Chen et al., 2023; SalUn, section 5): learns on D_f the class that a frozen
 * copy of θ₀ finds nearest, by one step of the fast gradient sign attack ({@link Adversary}). Where
 * the attack fails, that is the true class.
 *
 * @param epsilon ε, the attack's step in units of the pixel range, above 0 to 1
 */
public record BoundaryShrink(double epsilon) implements StepwiseMethod {
  /**
   * Checks.
   *
   * @throws InvalidInputException {@code method.epsilon}
   */
  public BoundaryShrink {
    if (!(epsilon > 0 && epsilon <= 1)) {
      throw new InvalidInputException(
          "method.epsilon", "found %s, allowed are numbers above 0 to 1".formatted(epsilon));
    }
  }

  @Override
  public String name() {
    return "bs";
  }

  @Override
  public String definition() {
    return toString();
  }

  @Override
  public List<Pass> passes(
      UnlearningData sets, int classes, Hyperparameters hyperparameters, int epoch) {
    return List.of(new Pass("forget", sets.forget(), sets.forgetLabels(), 1));
  }

  @Override
  public StepRule rule(RunStart start) {
    Adversary adversary = new Adversary(start.network(), (float) epsilon);
    return new StepRule() {
      @Override
      public int[] targets(NDArray pixels, int[] labels) {
        return adversary.nearest(pixels, labels);
      }

      @Override
      public void close() {
        adversary.close();
      }
    };
  }
}
