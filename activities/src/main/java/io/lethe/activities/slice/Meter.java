package io.lethe.activities.slice;

import io.lethe.unlearning.StepReport;
import io.lethe.workflows.contract.Progress;
import java.util.Optional;

/** Turns step reports into progress: images a second over the last seconds, and what is left. */
final class Meter {
  private static final double WINDOW_SECONDS = 5;

  private final String stage;
  private double windowBegan;
  private long windowImages;
  private long windowSteps;
  private double imagesPerSecond = Double.NaN;
  private double stepsPerSecond = Double.NaN;

  Meter(String stage, double now) {
    this.stage = stage;
    this.windowBegan = now;
  }

  /** Progress after a step, at a time in seconds. */
  Progress after(StepReport step, double now) {
    windowImages += step.images();
    windowSteps++;
    double elapsed = now - windowBegan;
    if (elapsed > 0 && (elapsed >= WINDOW_SECONDS || Double.isNaN(imagesPerSecond))) {
      imagesPerSecond = windowImages / elapsed;
      stepsPerSecond = windowSteps / elapsed;
    }
    if (elapsed >= WINDOW_SECONDS) {
      windowBegan = now;
      windowImages = 0;
      windowSteps = 0;
    }
    return new Progress(
        stage,
        step.phase(),
        step.epoch(),
        step.epochs(),
        step.step(),
        step.steps(),
        finite(step.loss()),
        finite(imagesPerSecond),
        finite((step.steps() - step.step()) / stepsPerSecond));
  }

  private static Optional<Double> finite(double value) {
    return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
  }
}
