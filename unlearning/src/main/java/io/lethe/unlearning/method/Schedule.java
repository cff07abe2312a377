package io.lethe.unlearning.method;

import java.util.List;

/** Factor on the learning rate by epoch; warm-up is apart from it. */
public sealed interface Schedule {
  /** The reference's: a tenth after epoch 91 and again after 136, so constant for short runs. */
  Schedule REFERENCE = new Milestones(List.of(91, 136), 0.1);

  /**
   * The factor.
   *
   * @param epoch zero-based epoch
   * @param warmup epochs of warm-up
   * @param epochs epochs of the run
   */
  double factor(int epoch, int warmup, int epochs);

  /**
   * Multiplied by {@code factor} at each milestone.
   *
   * @param epochs zero-based epochs from which the factor acts
   * @param factor multiplier, such as 0.1
   */
  record Milestones(List<Integer> epochs, double factor) implements Schedule {
    /** Copies the list. */
    public Milestones {
      epochs = List.copyOf(epochs);
    }

    @Override
    public double factor(int epoch, int warmup, int total) {
      double product = 1; // one rounding a milestone, as torch multiplies
      for (int milestone : epochs) {
        if (epoch >= milestone) {
          product *= factor;
        }
      }
      return product;
    }
  }

  /** {@code ½(1 + cos(π(e − warmup)/(epochs − warmup)))}, once an epoch. */
  record Cosine() implements Schedule {
    @Override
    public double factor(int epoch, int warmup, int epochs) {
      if (epoch < warmup) {
        return 1;
      }
      return 0.5 * (1 + StrictMath.cos(Math.PI * (epoch - warmup) / (epochs - warmup)));
    }
  }
}
