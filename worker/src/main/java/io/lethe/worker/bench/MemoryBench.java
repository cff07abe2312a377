package io.lethe.worker.bench;

import ai.djl.Device;
import io.lethe.unlearning.data.Dataset;
import java.io.IOException;

/**
 * Resident memory of this process while it trains.
 *
 * @param architecture name in the architecture registry
 * @param steps training steps
 * @param startMiB after the first tenth of the steps, when every buffer has been used
 * @param endMiB after the last step
 * @param peakMiB largest of the samples, taken at every tenth of the steps
 */
public record MemoryBench(
    String architecture, int steps, double startMiB, double endMiB, double peakMiB) {
  private static final int SAMPLES = 10;

  static MemoryBench run(String architecture, int steps, int batchSize, Device device)
      throws IOException {
    Dataset data = SyntheticData.of(4 * batchSize);
    double start = Double.NaN;
    double end = Double.NaN;
    double peak = 0;
    int done = 0;
    try (TrainingSteps training = new TrainingSteps(architecture, data, batchSize, device)) {
      for (int sample = 1; sample <= SAMPLES; sample++) {
        int target = (int) ((long) steps * sample / SAMPLES);
        training.warmUp(target - done);
        done = target;
        end = ResidentMemory.mebibytes();
        start = sample == 1 ? end : start;
        peak = Math.max(peak, end);
      }
    }
    return new MemoryBench(architecture, done, start, end, peak);
  }
}
