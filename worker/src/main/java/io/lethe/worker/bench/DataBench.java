package io.lethe.worker.bench;

import ai.djl.Device;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.data.DatasetReader;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A data set of the user's: how long it takes to load, and how fast ResNet-20s trains on it.
 *
 * @param records number of records
 * @param loadSeconds seconds from the folder to pixels in memory
 * @param residentMiB resident memory with all pixels loaded
 * @param step training step of ResNet-20s on it
 */
public record DataBench(int records, double loadSeconds, double residentMiB, StepTimes step) {
  static DataBench run(Path folder, BenchSettings settings, Device device) throws IOException {
    long start = System.nanoTime();
    Dataset data = DatasetReader.open(folder);
    double seconds = (System.nanoTime() - start) / 1e9;
    double resident = ResidentMemory.mebibytes();
    try (TrainingSteps training =
        new TrainingSteps("resnet20s", data, settings.batchSize(), device)) {
      training.warmUp(settings.warmup());
      return new DataBench(data.size(), seconds, resident, training.time(settings.steps()));
    }
  }
}
