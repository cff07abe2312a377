package io.lethe.worker.bench;

import ai.djl.Device;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.method.Hyperparameters;
import io.lethe.unlearning.method.MethodRun;
import io.lethe.unlearning.method.Retrain;
import io.lethe.unlearning.method.UnlearningData;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.Normalization;
import java.util.Optional;
import java.util.stream.IntStream;

/** A fresh network in training, one step at a time: loading, forward, backward, SGD. */
final class TrainingSteps implements AutoCloseable {
  private static final int EPOCHS = 1_000_000;
  private static final double SMALL_RATE = 1e-4;

  private final Network network;
  private final MethodRun run;
  private final int batchSize;

  TrainingSteps(String architecture, Dataset data, int batchSize, Device device) {
    this.batchSize = batchSize;
    this.network =
        Network.create(
            Architectures.get(architecture), data.classes(), Normalization.CIFAR10, 1, device);
    int[] all = IntStream.range(0, data.size()).toArray();
    this.run =
        new MethodRun(
            new Retrain(),
            new UnlearningData(data, new int[0], all),
            Hyperparameters.defaults().with(EPOCHS, SMALL_RATE, batchSize),
            network,
            Optional.empty());
  }

  void warmUp(int steps) {
    for (int i = 0; i < steps; i++) {
      run.step();
    }
  }

  StepTimes time(int steps) {
    return StepTimes.measure(run, steps, batchSize);
  }

  @Override
  public void close() {
    run.close();
    network.close();
  }
}
