package io.lethe.worker.progress;

import io.lethe.workflows.contract.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A progress report in words. */
public final class ProgressText {
  private ProgressText() {}

  /** Share of the stage that is done, 0 to 1; NaN while the number of steps is not known. */
  public static double fraction(Progress progress) {
    return progress.steps() == 0
        ? Double.NaN
        : Math.min(1, (double) progress.step() / progress.steps());
  }

  /** Epoch, phase, loss, images per second and the time that is left, as far as known. */
  public static String details(Progress progress) {
    List<String> parts = new ArrayList<>();
    if (progress.epochs() > 1) {
      parts.add("epoch %d/%d".formatted(progress.epoch() + 1, progress.epochs()));
    }
    if (!progress.phase().isEmpty() && !progress.phase().equals(progress.stage())) {
      parts.add(progress.phase());
    }
    progress.loss().ifPresent(loss -> parts.add("loss %.4f".formatted(loss)));
    progress.imagesPerSecond().ifPresent(rate -> parts.add("%.0f images/s".formatted(rate)));
    progress.etaSeconds().ifPresent(seconds -> parts.add(left(seconds)));
    return String.join("  ", parts);
  }

  private static String left(double seconds) {
    Duration left = Duration.ofSeconds(Math.round(seconds));
    if (left.toMinutes() < 1) {
      return left.toSeconds() + " s left";
    }
    return left.toHours() < 1
        ? "%d min %02d s left".formatted(left.toMinutes(), left.toSecondsPart())
        : "%d h %02d min left".formatted(left.toHours(), left.toMinutesPart());
  }
}
