package io.lethe.unlearning.method;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.data.Augmentation;

/**
 * How a method runs. Start from {@link #defaults()} and change what differs.
 *
 * @param epochs number of epochs, from 1
 * @param learningRate η, above 0
 * @param batchSize records a step, from 1
 * @param momentum μ, in [0, 1)
 * @param weightDecay λ on every parameter, from 0
 * @param schedule factor on η by epoch
 * @param warmupEpochs epochs over which η rises linearly, step by step, from 0
 * @param order how D_f and D_r follow each other, for methods that use both
 * @param randomLabels what D_f is relabelled with, for methods that do
 * @param maskUpdate what a mask holds back
 * @param shuffle whether each pass is shuffled; otherwise records go in the given order
 * @param augmentation how images are changed
 * @param seed seed of shuffles, labels and augmentation
 */
public record Hyperparameters(
    int epochs,
    double learningRate,
    int batchSize,
    double momentum,
    double weightDecay,
    Schedule schedule,
    int warmupEpochs,
    Order order,
    RandomLabels randomLabels,
    MaskUpdate maskUpdate,
    boolean shuffle,
    Augmentation augmentation,
    long seed) {

  /**
   * Checks.
   *
   * @throws InvalidInputException naming the field under {@code method}
   */
  public Hyperparameters {
    check(epochs >= 1, "epochs", epochs, "whole numbers from 1");
    check(
        learningRate > 0 && Float.isFinite((float) learningRate),
        "learningRate",
        learningRate,
        "numbers above 0");
    check(batchSize >= 1, "batchSize", batchSize, "whole numbers from 1");
    check(momentum >= 0 && momentum < 1, "momentum", momentum, "0 to below 1");
    check(
        weightDecay >= 0 && Float.isFinite((float) weightDecay),
        "weightDecay",
        weightDecay,
        "numbers from 0");
    check(
        warmupEpochs >= 0 && warmupEpochs <= epochs,
        "warmupEpochs",
        warmupEpochs,
        "0 to the number of epochs");
  }

  private static void check(boolean ok, String field, Object found, String allowed) {
    if (!ok) {
      throw new InvalidInputException(
          "method." + field, "found %s, allowed are %s".formatted(found, allowed));
    }
  }

  /** The reference's values for 10 % random forgetting on CIFAR-10. */
  public static Hyperparameters defaults() {
    return new Hyperparameters(
        10,
        0.013,
        256,
        0.9,
        5e-4,
        Schedule.REFERENCE,
        0,
        Order.SEQUENTIAL,
        RandomLabels.UNIFORM,
        MaskUpdate.HARD_FREEZE,
        true,
        Augmentation.CROP_FLIP,
        0);
  }

  /** The rate of a step. */
  double rate(int epoch, int stepInEpoch, int stepsPerEpoch) {
    if (epoch < warmupEpochs) {
      double done = (double) epoch * stepsPerEpoch + stepInEpoch + 1;
      return learningRate * (done / ((double) warmupEpochs * stepsPerEpoch));
    }
    return learningRate * schedule.factor(epoch, warmupEpochs, epochs);
  }

  /** These with another epochs, rate and batch size. */
  public Hyperparameters with(int newEpochs, double newRate, int newBatchSize) {
    return new Hyperparameters(
        newEpochs,
        newRate,
        newBatchSize,
        momentum,
        weightDecay,
        schedule,
        warmupEpochs,
        order,
        randomLabels,
        maskUpdate,
        shuffle,
        augmentation,
        seed);
  }
}
