package io.lethe.unlearning.method;

import ai.djl.ndarray.NDArray;
import io.lethe.unlearning.InvalidInputException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * ℓ1-sparse (Jia et al., 2023; SalUn, section 5): fine-tuning on D_r with the loss {@code CE +
 * γ_e‖θ‖₁} over all parameters, {@code γ_e = γ(1 − e/(E − E₀))} for e &lt; E − E₀ and 0 after.
 *
 * @param gamma γ, from 0; the paper searches 1e-6 to 1e-4
 * @param noL1Epochs E₀, the last epochs without the penalty
 * @param form how the penalty acts
 */
public record L1Sparse(double gamma, int noL1Epochs, Form form) implements StepwiseMethod {
  /** How the penalty acts. */
  public enum Form {
    /** Its subgradient γ_e·sign(θ) joins the gradient, as in the reference: no weight gets 0. */
    REFERENCE,
    /**
     * After each step, {@code θ ← sign(θ)·max(|θ| − τ, 0)} with {@code τ = ηγ_e/(1 − μ)}: the
     * proximal step, which leaves exact zeros. A gradient's whole effect under momentum is η/(1 −
     * μ) of it, hence the factor: both forms then come to rest at the same weights.
     */
    PROXIMAL
  }

  /**
   * Checks.
   *
   * @throws InvalidInputException {@code method.gamma} or {@code method.noL1Epochs}
   */
  public L1Sparse {
    if (!(gamma >= 0 && Float.isFinite((float) gamma))) {
      throw new InvalidInputException(
          "method.gamma", "found %s, allowed are numbers from 0".formatted(gamma));
    }
    if (noL1Epochs < 0) {
      throw new InvalidInputException(
          "method.noL1Epochs", "found %d, allowed are whole numbers from 0".formatted(noL1Epochs));
    }
  }

  @Override
  public String name() {
    return "l1-sparse";
  }

  @Override
  public String definition() {
    return toString();
  }

  @Override
  public List<Pass> passes(
      UnlearningData sets, int classes, Hyperparameters hyperparameters, int epoch) {
    return List.of(new Pass("retain", sets.retain(), sets.retainLabels(), 1));
  }

  /** γ_e. */
  double gamma(int epoch, int epochs) {
    int penalised = epochs - noL1Epochs;
    return epoch < penalised ? gamma * (1 - (double) epoch / penalised) : 0;
  }

  @Override
  public StepRule rule(RunStart start) {
    return form == Form.REFERENCE ? new Subgradient() : new Proximal(start);
  }

  /** γ_e times the sum of magnitudes of one parameter. */
  private double penalty(NDArray theta, StepPosition at) {
    try (NDArray magnitudes = theta.abs();
        NDArray sum = magnitudes.sum()) {
      return gamma(at.epoch(), at.epochs()) * sum.getFloat();
    }
  }

  private final class Subgradient implements StepRule {
    @Override
    public double penalise(NDArray theta, NDArray gradient, StepPosition at) {
      try (NDArray sign = theta.sign();
          NDArray scaled = sign.mul((float) gamma(at.epoch(), at.epochs()))) {
        gradient.addi(scaled);
      }
      return penalty(theta, at);
    }
  }

  private final class Proximal implements StepRule {
    private final FlatArrays weights;
    private final BitSet selected;
    private final float[] zeros;
    private final double momentum;

    Proximal(RunStart start) {
      weights = new FlatArrays(start.network().parameters());
      selected = weights.selected(start.mask());
      zeros = new float[weights.size()];
      momentum = start.hyperparameters().momentum();
    }

    @Override
    public double penalise(NDArray theta, NDArray gradient, StepPosition at) {
      return penalty(theta, at);
    }

    @Override
    public void afterStep(Map<String, NDArray> velocities, StepPosition at) {
      double tau = at.rate() * gamma(at.epoch(), at.epochs()) / (1 - momentum);
      float[] theta = weights.read();
      SoftThreshold.shrink(theta, zeros, (float) tau, selected);
      weights.write(theta);
    }
  }
}
