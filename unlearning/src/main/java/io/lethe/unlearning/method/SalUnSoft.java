package io.lethe.unlearning.method;

import ai.djl.ndarray.NDArray;
import io.lethe.formats.Tensor;
import io.lethe.unlearning.Batches;
import io.lethe.unlearning.InvalidInputException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * SalUn-soft (SalUn, appendix): random labels as {@link RandomLabel}, and instead of a fixed mask a
 * soft threshold after every step that pulls weights back to an anchor a:
 *
 * <pre>θ ← a + sign(d)·max(|d| − τ, 0),  d = θ − a,  τ the k-th smallest |d|,  k = ⌊ρ·(1 − b/T)·n⌋
 * </pre>
 *
 * <p>so that k weights are at the anchor and k falls to 0 with the run. It is the proximal step of
 * {@code β‖θ − a‖₁} with β = τ/η: the share is given instead of β. Under a mask the n weights are
 * the selected ones, the others are none of its business.
 *
 * @param maskRatio ρ in [0, 1], the share held at the start
 * @param form where the anchor is and how b counts
 */
public record SalUnSoft(double maskRatio, Form form) implements StepwiseMethod {
  /** Where the anchor is and how the steps count. */
  public enum Form {
    /**
     * The published code: the anchor is θ at the start of the epoch; with L batches of each set T =
     * E(L_f + L_r) and b = e(L_f + L_r) + 1, so k is constant within an epoch; momentum is left
     * alone.
     */
    REFERENCE,
    /**
     * The publication's regulariser ‖θ − θ₀‖₁: the anchor is θ₀ throughout; T counts the steps of
     * the run and b those that were done, so k falls step by step; the momentum of a weight that
     * was put back is cleared, which would push it away again.
     */
    PAPER
  }

  private static final RandomLabel LABELS = new RandomLabel();

  /**
   * Checks.
   *
   * @throws InvalidInputException {@code method.maskRatio}
   */
  public SalUnSoft {
    if (!(maskRatio >= 0 && maskRatio <= 1)) {
      throw new InvalidInputException(
          "method.maskRatio", "found %s, allowed are 0 to 1".formatted(maskRatio));
    }
  }

  @Override
  public String name() {
    return "salun-soft";
  }

  @Override
  public String definition() {
    return toString();
  }

  @Override
  public List<Pass> passes(
      UnlearningData sets, int classes, Hyperparameters hyperparameters, int epoch) {
    return LABELS.passes(sets, classes, hyperparameters, epoch);
  }

  /** ⌊ρ·((T − b)/T)·n⌋, in the order of operations of the reference. */
  static int held(double ratio, long total, long done, int weights) {
    return (int) (ratio * ((double) (total - done) / (double) total * weights));
  }

  @Override
  public StepRule rule(RunStart start) {
    return form == Form.REFERENCE ? new EpochAnchor(start) : new OriginalAnchor(start);
  }

  /** What both forms share. */
  private abstract static class Anchored implements StepRule {
    final FlatArrays weights;
    final BitSet selected;
    final int n;
    float[] anchor;

    Anchored(RunStart start) {
      weights = new FlatArrays(start.network().parameters());
      selected = weights.selected(start.mask());
      n = selected.cardinality();
      anchor = weights.read();
    }

    /** Pulls back k weights; returns θ, as it is in the network then. */
    float[] pull(int k) {
      float[] theta = weights.read();
      if (k > 0) {
        float tau = SoftThreshold.quantile(theta, anchor, k, selected);
        SoftThreshold.shrink(theta, anchor, tau, selected);
        weights.write(theta);
      }
      return theta;
    }
  }

  private final class EpochAnchor extends Anchored {
    private final long batches;

    EpochAnchor(RunStart start) {
      super(start);
      int size = start.hyperparameters().batchSize();
      batches =
          (long) new Batches(start.sets().forget().length, size).count()
              + new Batches(start.sets().retain().length, size).count();
    }

    @Override
    public void afterStep(Map<String, NDArray> momentum, StepPosition at) {
      float[] theta = pull(held(maskRatio, at.epochs() * batches, at.epoch() * batches + 1, n));
      if (at.endsEpoch()) {
        anchor = theta;
      }
    }

    @Override
    public Map<String, Tensor> save() {
      return Map.of("anchor", Tensor.ofFloats(anchor, anchor.length));
    }

    @Override
    public void restore(Map<String, Tensor> saved) {
      anchor = saved.get("anchor").floats();
    }
  }

  private final class OriginalAnchor extends Anchored {
    OriginalAnchor(RunStart start) {
      super(start);
    }

    @Override
    public void afterStep(Map<String, NDArray> momentum, StepPosition at) {
      float[] theta = pull(held(maskRatio, at.total(), at.overall(), n));
      FlatArrays velocities = new FlatArrays(momentum);
      float[] v = velocities.read();
      for (int i = selected.nextSetBit(0); i >= 0; i = selected.nextSetBit(i + 1)) {
        if (theta[i] == anchor[i]) {
          v[i] = 0;
        }
      }
      velocities.write(v);
    }
  }
}
