package io.lethe.unlearning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lethe.formats.Mask;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.Batches;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.NonFiniteLossException;
import io.lethe.unlearning.StepReport;
import io.lethe.unlearning.compute.Engines;
import io.lethe.unlearning.data.BatchLoader;
import io.lethe.unlearning.model.LossGradient;
import io.lethe.unlearning.model.Network;
import java.util.List;
import java.util.Optional;

/**
 * Runs a method, one optimizer step a call, every step a pure function of (weights, momentum,
 * statistics, seed, step number).
 *
 * <p>The network is changed in place and stays the caller's. It runs in training mode: running
 * statistics and batch counters follow every batch and are never masked.
 */
public final class MethodRun implements UnlearningRun {
  private final StepwiseMethod method;
  private final UnlearningData sets;
  private final Hyperparameters hyperparameters;
  private final Network network;
  private final BatchLoader loader;
  private final StepRule rule;
  private final Sgd sgd;
  private final RunState state;
  private final int stepsPerEpoch;
  private long finished;
  private int plannedEpoch = -1;
  private List<Pass> plan = List.of();

  /**
   * Prepares a run.
   *
   * @param method the method
   * @param sets forget and retain set
   * @param hyperparameters how it runs
   * @param network θ₀, or a fresh network where {@link UnlearningMethod#startsFresh()}
   * @param mask which weights may change; all where empty
   * @throws InvalidInputException {@code method.mask} if one is needed and missing, or does not fit
   *     the network; {@code model.classes} if a label is no class of the network; {@code forget} if
   *     there is nothing to do
   */
  public MethodRun(
      StepwiseMethod method,
      UnlearningData sets,
      Hyperparameters hyperparameters,
      Network network,
      Optional<Mask> mask) {
    RunChecks.check(method, sets, network, mask);
    this.method = method;
    this.sets = sets;
    this.hyperparameters = hyperparameters;
    this.network = network;
    this.loader =
        new BatchLoader(
            sets.data(), hyperparameters.augmentation(), hyperparameters.seed(), "augment");
    plan(0);
    this.stepsPerEpoch = plan.stream().mapToInt(p -> batches(p).count()).sum();
    if (stepsPerEpoch == 0) {
      throw new InvalidInputException(
          "forget", "method '%s' has no records to work on".formatted(method.name()));
    }
    this.rule = method.rule(new RunStart(sets, hyperparameters, network, mask));
    this.sgd = new Sgd(network, hyperparameters, mask);
    this.state =
        new RunState(
            network, sgd, rule, RunChecks.fingerprint(method, sets, hyperparameters, mask));
  }

  private void plan(int epoch) {
    if (epoch == plannedEpoch) {
      return;
    }
    plan = method.passes(sets, network.classes(), hyperparameters, epoch);
    if (hyperparameters.shuffle()) {
      plan = plan.stream().map(p -> p.shuffled(hyperparameters.seed(), epoch)).toList();
    }
    plannedEpoch = epoch;
  }

  private Batches batches(Pass pass) {
    return new Batches(pass.records().length, hyperparameters.batchSize());
  }

  @Override
  public long steps() {
    return (long) stepsPerEpoch * hyperparameters.epochs();
  }

  @Override
  public boolean done() {
    return finished == steps();
  }

  @Override
  public StepReport step() {
    if (done()) {
      throw new IllegalStateException("all steps are done");
    }
    int epoch = (int) (finished / stepsPerEpoch);
    int inEpoch = (int) (finished % stepsPerEpoch);
    plan(epoch);
    int batch = inEpoch;
    for (Pass pass : plan) {
      int count = batches(pass).count();
      if (batch < count) {
        double rate = hyperparameters.rate(epoch, inEpoch, stepsPerEpoch);
        return step(
            pass,
            batch,
            new StepPosition(epoch, hyperparameters.epochs(), inEpoch, stepsPerEpoch, rate));
      }
      batch -= count;
    }
    throw new IllegalStateException("method '%s' changed its plan".formatted(method.name()));
  }

  private StepReport step(Pass pass, int batch, StepPosition at) {
    int[] records = batches(pass).slice(pass.records(), batch);
    double loss = descend(pass, records, batches(pass).slice(pass.labels(), batch), at);
    if (!Double.isFinite(loss)) {
      throw new NonFiniteLossException(at.epoch(), finished, loss);
    }
    Engines.withoutGradients(
        () -> {
          rule.afterStep(sgd.velocities(), at);
          return null;
        });
    finished++;
    return new StepReport(
        pass.phase(), at.epoch(), at.epochs(), finished, steps(), loss, records.length);
  }

  /** The step of the optimizer; returns the loss before it, penalty included. */
  private double descend(Pass pass, int[] records, int[] labels, StepPosition at) {
    double[] penalty = new double[1];
    Engines.seedDraws(loader.drawSeed(records, at.epoch()));
    try (NDManager step = network.manager().newSubManager()) {
      NDArray pixels = loader.load(step, records, at.epoch());
      double loss =
          LossGradient.of(
              network,
              pixels,
              rule.targets(pixels, labels),
              true,
              pass.sign(),
              (name, theta, gradient) -> {
                penalty[0] += rule.penalise(theta, gradient, at);
                sgd.update(name, theta, gradient, at.rate());
              });
      return loss + penalty[0];
    }
  }

  /**
   * @throws NonFiniteLossException if the last update left numbers that are none: a state to go on
   *     from must be a good one
   */
  @Override
  public TensorFile save() {
    return RunChecks.finite(state.save(finished), finished - 1);
  }

  @Override
  public void restore(TensorFile saved) {
    finished = state.restore(saved, steps());
  }

  /**
   * The weights, with exactly the tensors the network was read with.
   *
   * @throws NonFiniteLossException if the last update left numbers that are none
   */
  @Override
  public TensorFile result() {
    if (!done()) {
      throw new IllegalStateException("%d of %d steps are done".formatted(finished, steps()));
    }
    return RunChecks.finite(network.export(), finished - 1);
  }

  /** Frees the momentum and what the rule holds; the network is the caller's. */
  @Override
  public void close() {
    sgd.close();
    rule.close();
  }
}
