package io.lethe.unlearning.method;

/**
 * Where in a run a step is.
 *
 * @param epoch zero-based epoch
 * @param epochs number of epochs
 * @param step zero-based step within the epoch
 * @param stepsPerEpoch steps of an epoch
 * @param rate the optimizer's rate η in this step
 */
public record StepPosition(int epoch, int epochs, int step, int stepsPerEpoch, double rate) {
  /** Whether an epoch ends with this step. */
  boolean endsEpoch() {
    return step == stepsPerEpoch - 1;
  }

  /** Zero-based step over the whole run. */
  long overall() {
    return (long) epoch * stepsPerEpoch + step;
  }

  /** Steps of the whole run. */
  long total() {
    return (long) epochs * stepsPerEpoch;
  }
}
