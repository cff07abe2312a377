package io.lethe.worker.bench;

import ai.djl.Device;

/** How long one training step takes here; a few seconds' answer to what the bench measures well. */
public final class TrainingTime {
  private static final int STEPS = 2;

  private TrainingTime() {}

  /**
   * Times steps on made-up images, after one that is not timed.
   *
   * @param architecture name in the architecture registry
   * @param batch images a step
   */
  public static StepTimes measure(String architecture, int batch, Device device) {
    try (TrainingSteps training =
        new TrainingSteps(architecture, SyntheticData.of(2 * batch), batch, device)) {
      training.warmUp(1);
      return training.time(STEPS);
    }
  }
}
