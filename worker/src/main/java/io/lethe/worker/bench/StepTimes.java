package io.lethe.worker.bench;

import io.lethe.unlearning.Resumable;
import java.util.Arrays;
import java.util.List;

/**
 * Times of single training steps.
 *
 * @param steps how many were timed
 * @param milliseconds median milliseconds of a step
 * @param fastest milliseconds of the fastest step
 * @param slowest milliseconds of the slowest step
 * @param imagesPerSecond at the median
 */
public record StepTimes(
    int steps, double milliseconds, double fastest, double slowest, double imagesPerSecond) {

  /** Times the next steps of a run. */
  static StepTimes measure(Resumable<?> run, int steps, int batchSize) {
    double[] milliseconds = new double[steps];
    for (int i = 0; i < steps; i++) {
      long start = System.nanoTime();
      run.step();
      milliseconds[i] = (System.nanoTime() - start) / 1e6;
    }
    return of(milliseconds, batchSize);
  }

  static StepTimes of(double[] milliseconds, int batchSize) {
    double[] sorted = milliseconds.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new StepTimes(
        sorted.length, median, sorted[0], sorted[sorted.length - 1], 1000 * batchSize / median);
  }

  /** The round with the median time; rounds of two programs alternate, so drift hits both. */
  static StepTimes median(List<StepTimes> rounds) {
    return rounds.stream()
        .sorted((a, b) -> Double.compare(a.milliseconds(), b.milliseconds()))
        .toList()
        .get(rounds.size() / 2);
  }
}
