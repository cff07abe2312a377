package io.lethe.unlearning.method;

import io.lethe.formats.Mask;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.random.CounterRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * IU, influence unlearning (Izzo et al., 2021; SalUn, section 5): one Newton-like step, θ ← θ₀ +
 * α·H⁻¹v under the mask, with {@code v = (n_f/N_t)·(mean gradient on D_f − mean gradient on D_r)}.
 * Gradients are of the cross-entropy in evaluation mode, records in the order given.
 *
 * @param alpha α, any finite number; the paper searches 1 to 20
 * @param samples N: retained samples that H is made of
 * @param firstSample for the reference form: position in D_r of the first of them
 * @param damping for the Woodbury form: λ, above 0
 * @param form what is taken for H⁻¹v
 */
public record Influence(double alpha, int samples, int firstSample, double damping, Form form)
    implements UnlearningMethod {
  /** What is taken for H⁻¹v. */
  public enum Form {
    /** The published recursion, which corrects v along the first sample's gradient only. */
    REFERENCE,
    /**
     * {@code H = λI + (1/N)·Σ g gᵀ} over N samples drawn from D_r with the run's seed, inverted
     * exactly by the Woodbury identity, one sample at a time. Holds N·n float32 numbers: see {@link
     * Woodbury#MAX_FLOATS}.
     */
    WOODBURY
  }

  /**
   * Checks.
   *
   * @throws InvalidInputException naming the field under {@code method}
   */
  public Influence {
    check(Float.isFinite((float) alpha), "alpha", alpha, "finite numbers");
    check(samples >= 1, "samples", samples, "whole numbers from 1");
    check(firstSample >= 0, "firstSample", firstSample, "whole numbers from 0");
    check(damping > 0 && Float.isFinite((float) damping), "damping", damping, "numbers above 0");
  }

  private static void check(boolean ok, String field, Object found, String allowed) {
    if (!ok) {
      throw new InvalidInputException(
          "method." + field, "found %s, allowed are %s".formatted(found, allowed));
    }
  }

  @Override
  public String name() {
    return "iu";
  }

  @Override
  public String definition() {
    return toString();
  }

  @Override
  public boolean oneShot() {
    return true;
  }

  @Override
  public void check(UnlearningData sets, long weights) {
    samples(sets, Math.toIntExact(weights), 0);
  }

  /** Positions of the samples that H is made of, in the order of use. */
  int[] samples(UnlearningData sets, int weights, long seed) {
    int[] positions = sets.retain();
    if (sets.forget().length == 0 || positions.length == 0) {
      throw new InvalidInputException(
          "forget", "method 'iu' needs records to forget and records to retain");
    }
    if (form == Form.WOODBURY) {
      int count = Math.min(samples, positions.length);
      Woodbury.checkMemory(count, weights);
      return Arrays.copyOf(new CounterRandom(seed, "influence").shuffled(positions, 0), count);
    }
    if (firstSample >= positions.length) {
      throw new InvalidInputException(
          "method.firstSample",
          "found %d, allowed are 0 to %d, the last of D_r"
              .formatted(firstSample, positions.length - 1));
    }
    // The published loop ends after the sample with zero-based number N + 1.
    long end = Math.min((long) firstSample + samples + 2, positions.length);
    return Arrays.copyOfRange(positions, firstSample, (int) end);
  }

  @Override
  public UnlearningRun start(
      UnlearningData sets, Hyperparameters hyperparameters, Network network, Optional<Mask> mask) {
    RunChecks.check(this, sets, network, mask);
    return new InfluenceRun(this, new RunStart(sets, hyperparameters, network, mask));
  }
}
