package io.lethe.activities.plan;

import io.lethe.activities.inputs.RecordSets;
import io.lethe.activities.inputs.StageInputs;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.data.BatchLoader;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.model.Network;
import io.lethe.workflows.request.MethodSpec;
import io.lethe.workflows.request.Request;
import java.util.stream.IntStream;

/** Rough needs of a run, from its sizes and one timed forward pass. */
final class Estimate {
  private static final int PROBE = 32;

  /** A training step costs about three forward passes: forward, and twice that backward. */
  private static final double TRAINING_FACTOR = 3;

  /** Weights, gradients and momentum, and a copy while a checkpoint is written. */
  private static final int COPIES_IN_MEMORY = 4;

  /** Two checkpoints of weights and momentum, and the result. */
  private static final int COPIES_ON_DISK = 5;

  /** Engine, decoded caches and activations of a batch, measured for the CIFAR networks. */
  private static final long BASE_MEMORY = 1L << 30;

  private final Request request;
  private final StageInputs inputs;
  private final long weights;
  private final double forwardSeconds;

  Estimate(Request request, StageInputs inputs, long weights, double forwardSeconds) {
    this.request = request;
    this.inputs = inputs;
    this.weights = weights;
    this.forwardSeconds = forwardSeconds;
  }

  /**
   * Seconds of one image's forward pass.
   *
   * @throws InvalidInputException {@code dataset.ref} if images of this size do not fit the network
   */
  static double secondsPerImage(Network network, Dataset data) {
    int[] probe = IntStream.range(0, Math.min(PROBE, data.size())).toArray();
    BatchLoader loader = new BatchLoader(data, Augmentation.NONE, 0, "probe");
    try {
      network.logits(probe, loader);
      long began = System.nanoTime();
      network.logits(probe, loader);
      return (System.nanoTime() - began) / 1e9 / probe.length;
    } catch (ai.djl.engine.EngineException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "dataset.ref",
          "images of %d x %d x %d do not fit architecture '%s'"
              .formatted(
                  data.height(), data.width(), data.channels(), network.architecture().name()));
    }
  }

  long weights() {
    return weights;
  }

  long steps() {
    long batches =
        switch (request.method().name()) {
          case "ga" -> batches(inputs.sets().forget().length);
          case "rl", "salun" ->
              batches(inputs.sets().forget().length) + batches(inputs.sets().retain().length);
          default -> batches(inputs.sets().retain().length);
        };
    return batches * request.method().epochs();
  }

  private long batches(int records) {
    int size = request.method().batchSize();
    return (records + size - 1L) / size;
  }

  long memoryBytes() {
    Dataset data = inputs.dataset().data();
    long pixels = (long) data.size() * data.height() * data.width() * data.channels();
    return BASE_MEMORY + pixels + COPIES_IN_MEMORY * Float.BYTES * weights;
  }

  long diskBytes() {
    return COPIES_ON_DISK * Float.BYTES * weights;
  }

  double seconds() {
    MethodSpec method = request.method();
    double trained = (double) steps() * method.batchSize() * TRAINING_FACTOR;
    double saliency =
        method.mask().isPresent() ? TRAINING_FACTOR * inputs.sets().forget().length : 0;
    double models = request.model().ref().isPresent() ? 2 : 1;
    return forwardSeconds * (trained + saliency + models * evaluated());
  }

  /** Training on D_r by the recipe and the evaluation of what comes out. */
  double baselineSeconds(MethodSpec recipe) {
    double trained = TRAINING_FACTOR * recipe.epochs() * inputs.sets().retain().length;
    return forwardSeconds * (trained + evaluated());
  }

  private long evaluated() {
    RecordSets sets = inputs.sets();
    return (long) sets.forget().length + sets.retain().length + sets.test().length;
  }
}
