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
import java.util.Optional;
import java.util.stream.IntStream;

/** Rough needs of a run, from its sizes and one timed forward pass. */
final class Estimate {
  private static final int PROBE = 32;

  /** A training step costs about three forward passes: forward, and twice that backward. */
  private static final double TRAINING_FACTOR = 3;

  /** The attack of bs: forward and backward on the frozen copy, and forward once more. */
  private static final double ATTACK_FACTOR = 4;

  /** Weights, gradients and momentum, and a copy while a checkpoint is written. */
  private static final int COPIES_IN_MEMORY = 4;

  /** The directions of iu themselves, and twice on their way into a checkpoint. */
  private static final long COPIES_IN_CHECKPOINT = 3;

  /** Two checkpoints of weights and momentum, and the result. */
  private static final int COPIES_ON_DISK = 5;

  /** Engine, decoded caches and activations of a batch, measured for the CIFAR networks. */
  private static final long BASE_MEMORY = 1L << 30;

  private final Request request;
  private final StageInputs inputs;
  private final long weights;
  private final double forwardSeconds;

  Estimate(Request request, StageInputs inputs, KnownNetworks.Facts network) {
    this.request = request;
    this.inputs = inputs;
    this.weights = network.weights();
    this.forwardSeconds = network.secondsPerImage();
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
    MethodSpec method = request.method();
    int forget = inputs.sets().forget().length;
    int retain = inputs.sets().retain().length;
    boolean mixed = method.order().equals(Optional.of("mixed"));
    long batches =
        switch (method.name()) {
          case "ga", "be", "bs" -> batches(forget);
          case "rl", "salun", "salun-soft" ->
              mixed ? batches(forget + retain) : batches(forget) + batches(retain);
          case "iu" -> batches(forget) + batches(retain) + samples();
          default -> batches(retain);
        };
    return batches * method.epochs().orElse(1);
  }

  /** Single samples of iu; the published recursion takes two more than it is asked for. */
  private long samples() {
    MethodSpec method = request.method();
    long wanted = method.samples().orElse(0);
    int retain = inputs.sets().retain().length;
    return woodbury()
        ? Math.min(wanted, retain)
        : Math.max(0, Math.min(wanted + 2, retain - method.firstSample().orElse(0)));
  }

  private boolean woodbury() {
    return request.method().form().equals(Optional.of("woodbury"));
  }

  private long batches(int records) {
    int size = request.method().batchSize();
    return (records + size - 1L) / size;
  }

  /** Images that gradients are computed of. */
  private double images() {
    if (request.method().name().equals("iu")) {
      return (double) inputs.sets().forget().length + inputs.sets().retain().length + samples();
    }
    return (double) steps() * request.method().batchSize();
  }

  long memoryBytes() {
    Dataset data = inputs.dataset().data();
    long pixels = (long) data.size() * data.height() * data.width() * data.channels();
    long directions = woodbury() ? COPIES_IN_CHECKPOINT * samples() : 0;
    return BASE_MEMORY + pixels + (COPIES_IN_MEMORY + directions) * Float.BYTES * weights;
  }

  long diskBytes() {
    long directions = woodbury() ? 2 * samples() : 0;
    return (COPIES_ON_DISK + directions) * Float.BYTES * weights;
  }

  double seconds() {
    MethodSpec method = request.method();
    double trained = images() * TRAINING_FACTOR;
    if (method.name().equals("bs")) {
      trained += images() * ATTACK_FACTOR;
    }
    double saliency =
        method.mask().isPresent() ? TRAINING_FACTOR * inputs.sets().forget().length : 0;
    double models = request.model().ref().isPresent() ? 2 : 1;
    return forwardSeconds * (trained + saliency + models * evaluated());
  }

  /** Training on D_r by the recipe and the evaluation of what comes out. */
  double baselineSeconds(MethodSpec recipe) {
    double trained =
        TRAINING_FACTOR * recipe.epochs().orElseThrow() * inputs.sets().retain().length;
    return forwardSeconds * (trained + evaluated());
  }

  private long evaluated() {
    RecordSets sets = inputs.sets();
    return (long) sets.forget().length + sets.retain().length + sets.test().length;
  }
}
