package io.lethe.unlearning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lethe.unlearning.compute.Engines;
import io.lethe.unlearning.compute.GradientTape;
import java.util.Arrays;

/**
 * One step of the fast gradient sign attack on a frozen copy M₀ of a network, in evaluation mode:
 * {@code x' = round₂₅₅(clamp(x + ε·sign(∇ₓCE(M₀(x), y)), 0, 1))}, where round₂₅₅ rounds to
 * multiples of 1/255.
 *
 * <p>With ε = 0.1 every pixel lands between two such multiples, so float32 rounding decides: the
 * operations are in the stated order. Only the gradient of the input is computed.
 */
public final class Adversary implements AutoCloseable {
  private static final int LEVELS = 255;

  private final Network frozen;
  private final float epsilon;

  /**
   * Copies the network as it is now.
   *
   * @param original stays the caller's
   * @param epsilon ε, the step in units of the pixel range
   */
  public Adversary(Network original, float epsilon) {
    this.frozen = original.frozenCopy();
    this.epsilon = epsilon;
  }

  /**
   * What M₀ takes the attacked images for.
   *
   * @param pixels {@code [N, 3, H, W]} in [0, 1]; not changed
   * @param labels true classes y
   */
  public int[] nearest(NDArray pixels, int[] labels) {
    try (NDManager step = frozen.manager().newSubManager()) {
      NDArray attacked = attack(step, pixels, labels);
      return Engines.withoutGradients(
          () -> {
            NDArray best = frozen.forward(attacked, false).argMax(1);
            return Arrays.stream(best.toLongArray()).mapToInt(Math::toIntExact).toArray();
          });
    }
  }

  /** The attacked images x', in a manager on the network's device. */
  public NDArray attack(NDManager step, NDArray pixels, int[] labels) {
    NDArray x = frozen.laidOut(pixels);
    x.attach(step);
    x.setRequiresGradient(true);
    try (GradientTape tape = new GradientTape()) {
      NDArray logits = frozen.forwardLaidOut(x, false);
      tape.backward(LossGradient.crossEntropy(logits, step.create(labels)));
    }
    return Engines.withoutGradients(() -> moved(x, x.getGradient(), epsilon));
  }

  /** {@code round₂₅₅(clamp(x + ε·sign(g), 0, 1))}. */
  static NDArray moved(NDArray x, NDArray gradient, float epsilon) {
    NDArray step = gradient.sign().mul(epsilon);
    return x.add(step).clip(0, 1).mul(LEVELS).round().div(LEVELS);
  }

  /** Frees the copy. */
  @Override
  public void close() {
    frozen.close();
  }
}
