package io.lethe.unlearning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.formats.TensorFile;
import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.TinyNetwork;
import io.lethe.unlearning.random.CounterRandom;
import io.lethe.unlearning.saliency.Thresholds;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The proximal steps of SalUn-soft and l1-sparse. */
class SoftThresholdTest {
  private static final Dataset DATA = TinyNetwork.images(23);
  private static final UnlearningData SETS =
      new UnlearningData(DATA, IntStream.range(0, 7).toArray(), IntStream.range(7, 23).toArray());

  @Test
  void selectionFindsWhatSortingFinds() {
    CounterRandom random = new CounterRandom(4, "values");
    float[] values = new float[1001];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.below(300, 0, i) / 7f; // with ties
    }
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    for (int k = 1; k <= values.length; k++) {
      assertThat(Thresholds.kthSmallest(values, k)).isEqualTo(sorted[k - 1]);
    }
    assertThatThrownBy(() -> Thresholds.kthSmallest(values, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Thresholds.kthSmallest(values, 1002))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void weightsWithinTheThresholdReturnAndOthersMoveByIt() {
    float[] anchor = {1, 1, 1, 1, 1};
    float[] theta = {1.5f, 0.25f, 1.125f, 1, 9};
    BitSet selected = new BitSet();
    selected.set(0, 4);
    float tau = SoftThreshold.quantile(theta, anchor, 2, selected);
    assertThat(tau).isEqualTo(0.125f);
    assertThat(SoftThreshold.shrink(theta, anchor, tau, selected)).isEqualTo(2);
    assertThat(theta).containsExactly(1.375f, 0.375f, 1, 1, 9);
  }

  @Test
  void theHeldShareFallsAsInTheReference() {
    assertThat(SalUnSoft.held(0.5, 32, 1, 269_722)).isEqualTo(130_646);
    assertThat(SalUnSoft.held(0.5, 32, 17, 269_722)).isEqualTo(63_216);
    assertThat(SalUnSoft.held(1, 8, 0, 100)).isEqualTo(100);
    assertThat(SalUnSoft.held(0, 8, 0, 100)).isZero();
  }

  /** In the first step both forms hold weights at θ₀, one by (T − 1)/T, the other by all of ρ. */
  @ParameterizedTest
  @EnumSource(SalUnSoft.Form.class)
  void atLeastKWeightsAreBackAfterAStep(SalUnSoft.Form form) {
    try (Network network = TinyNetwork.create()) {
      float[] before = new FlatArrays(network.parameters()).read();
      try (UnlearningRun run =
          new SalUnSoft(0.5, form).start(SETS, parameters(2), network, Optional.empty())) {
        run.step();
        float[] after = new FlatArrays(network.parameters()).read();
        int n = before.length;
        int batches = 2 + 4; // of 5 records, over 7 and 16
        int k = form == SalUnSoft.Form.PAPER ? n / 2 : SalUnSoft.held(0.5, 2L * batches, 1, n);
        long back = IntStream.range(0, n).filter(i -> after[i] == before[i]).count();
        assertThat(back).isBetween((long) k, k + n / 20L);
      }
    }
  }

  /** One goes back to where the epoch began, the other to where the run did. */
  @ParameterizedTest
  @EnumSource(SalUnSoft.Form.class)
  void theAnchorIsTheEpochOrTheOriginal(SalUnSoft.Form form) {
    try (Network network = TinyNetwork.create()) {
      FlatArrays weights = new FlatArrays(network.parameters());
      float[] original = weights.read();
      try (UnlearningRun run =
          new SalUnSoft(0.2, form).start(SETS, parameters(2), network, Optional.empty())) {
        for (int step = 0; step < 5; step++) { // ⌈23/5⌉ mixed batches
          run.step();
        }
        float[] epoch = weights.read();
        run.step();
        int n = epoch.length;
        long atOriginal = equal(original, weights.read());
        long atEpoch = equal(epoch, weights.read());
        if (form == SalUnSoft.Form.PAPER) {
          long k = SalUnSoft.held(0.2, 10, 5, n);
          assertThat(atOriginal).isBetween(k, k + n / 20);
          assertThat(atEpoch).isLessThan(k);
        } else {
          long k = SalUnSoft.held(0.2, 12, 7, n);
          assertThat(atEpoch).isBetween(k, k + n / 20);
          assertThat(atOriginal).isLessThan(k);
        }
      }
    }
  }

  private static long equal(float[] a, float[] b) {
    return IntStream.range(0, a.length).filter(i -> a[i] == b[i]).count();
  }

  @Test
  void thePenaltyFallsByEpochAndIsGoneInTheLastOnes() {
    L1Sparse method = new L1Sparse(1, 2, L1Sparse.Form.REFERENCE);
    double[] expected = {1, 0.75, 0.5, 0.25, 0, 0};
    for (int e = 0; e < 6; e++) {
      assertThat(method.gamma(e, 6)).isCloseTo(expected[e], within(1e-15));
    }
    L1Sparse standard = new L1Sparse(1, 0, L1Sparse.Form.REFERENCE);
    assertThat(standard.gamma(9, 10)).isCloseTo(0.1, within(1e-15));
    assertThat(new L1Sparse(1, 3, L1Sparse.Form.REFERENCE).gamma(0, 3)).isZero();
  }

  @Test
  void theProximalFormLeavesZerosAndTheReferenceNone() {
    assertThat(zeros(new L1Sparse(0.02, 0, L1Sparse.Form.REFERENCE))).isZero();
    assertThat(zeros(new L1Sparse(0.02, 0, L1Sparse.Form.PROXIMAL))).isGreaterThan(20);
  }

  /** The loss of both forms is CE + γ‖θ‖₁; before the first step the forms are alike. */
  @Test
  void theReportedLossHoldsThePenalty() {
    float[] theta = weights(new FineTune(), 0);
    double norm = IntStream.range(0, theta.length).mapToDouble(i -> Math.abs(theta[i])).sum();
    double plain = firstLoss(new FineTune());
    for (L1Sparse.Form form : L1Sparse.Form.values()) {
      assertThat(firstLoss(new L1Sparse(0.02, 0, form)))
          .isCloseTo(plain + 0.02 * norm, within(1e-4));
    }
  }

  @Test
  void whatMakesNoSenseIsRefusedWithItsField() {
    assertThatThrownBy(() -> new L1Sparse(-1, 0, L1Sparse.Form.REFERENCE))
        .hasMessageStartingWith("method.gamma: found -1");
    assertThatThrownBy(() -> new L1Sparse(1, -1, L1Sparse.Form.REFERENCE))
        .hasMessageStartingWith("method.noL1Epochs: found -1");
    assertThatThrownBy(() -> new SalUnSoft(1.5, SalUnSoft.Form.PAPER))
        .hasMessageStartingWith("method.maskRatio: found 1.5");
    assertThatThrownBy(() -> new BoundaryShrink(0))
        .hasMessageStartingWith("method.epsilon: found 0");
  }

  private static long zeros(UnlearningMethod method) {
    float[] before = weights(method, 0);
    float[] after = weights(method, 6);
    return IntStream.range(0, after.length).filter(i -> after[i] == 0 && before[i] != 0).count();
  }

  private static double firstLoss(UnlearningMethod method) {
    try (Network network = TinyNetwork.create();
        UnlearningRun run = method.start(SETS, parameters(2), network, Optional.empty())) {
      return run.step().loss();
    }
  }

  /** Weights after some epochs; θ₀ after none. */
  private static float[] weights(UnlearningMethod method, int epochs) {
    try (Network network = TinyNetwork.create()) {
      if (epochs > 0) {
        try (UnlearningRun run =
            method.start(SETS, parameters(epochs), network, Optional.empty())) {
          while (!run.done()) {
            run.step();
          }
          TensorFile result = run.result();
          assertThat(result.tensors()).isNotEmpty();
        }
      }
      return new FlatArrays(network.parameters()).read();
    }
  }

  private static Hyperparameters parameters(int epochs) {
    return new Hyperparameters(
        epochs,
        0.05,
        5,
        0.9,
        0,
        Schedule.REFERENCE,
        0,
        Order.MIXED,
        RandomLabels.UNIFORM,
        MaskUpdate.HARD_FREEZE,
        true,
        Augmentation.NONE,
        3);
  }
}
