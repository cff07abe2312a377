package io.lethe.unlearning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lethe.formats.Mask;
import io.lethe.formats.Tensor;
import io.lethe.unlearning.compute.Engines;
import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.TinyNetwork;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Arrays as one vector, and what optimizers and penalties do to it; numbers worked out by hand. */
class FlatArraysTest {
  private static final Dataset DATA = TinyNetwork.images(7);
  private static final UnlearningData SETS =
      new UnlearningData(DATA, new int[] {0, 1, 2}, new int[] {3, 4, 5, 6});

  private final NDManager manager = Engines.newManager(Device.cpu());

  @AfterEach
  void close() {
    manager.close();
  }

  private Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put("b", manager.create(new float[] {1, 2, 3, 4}, new ai.djl.ndarray.types.Shape(2, 2)));
    arrays.put("a", manager.create(new float[] {5, 6}));
    return arrays;
  }

  @Test
  void arraysAreReadAndWrittenOneAfterTheOther() {
    Map<String, NDArray> arrays = arrays();
    FlatArrays flat = new FlatArrays(arrays);
    assertThat(flat.size()).isEqualTo(6);
    assertThat(flat.read()).containsExactly(1, 2, 3, 4, 5, 6);
    flat.write(new float[] {6, 5, 4, 3, 2, 1});
    assertThat(arrays.get("b").toFloatArray()).containsExactly(6, 5, 4, 3);
    assertThat(arrays.get("a").toFloatArray()).containsExactly(2, 1);
  }

  @Test
  void aMaskSelectsAtThePlacesOfItsParameters() {
    FlatArrays flat = new FlatArrays(arrays());
    assertThat(flat.selected(Optional.empty()).stream()).containsExactly(0, 1, 2, 3, 4, 5);
    Mask mask =
        new Mask(
            Map.of("a", new byte[] {0b10}, "b", new byte[] {0b1001}),
            Map.of("a", 2, "b", 4),
            Map.of());
    assertThat(flat.selected(Optional.of(mask)).stream()).containsExactly(0, 3, 5);
  }

  @Test
  void momentumBeginsAtZeroAndIsReplacedByASavedOne() {
    try (Network network = TinyNetwork.create();
        Sgd sgd = new Sgd(network, hyperparameters(), Optional.empty())) {
      String name = network.parameters().keySet().iterator().next();
      assertThat(sgd.velocities().keySet())
          .containsExactlyElementsOf(network.parameters().keySet());
      assertThat(sgd.momentum().get(name).floats()).containsOnly(0);
      float[] values = new float[sgd.momentum().get(name).floats().length];
      values[1] = 3;
      sgd.restore(name, Tensor.ofFloats(values, sgd.momentum().get(name).shape()));
      assertThat(sgd.momentum().get(name).floats()).containsExactly(values);
      assertThat(sgd.velocities().get(name).toFloatArray()).containsExactly(values);
    }
  }

  @Test
  void aClosedOptimizerHoldsNothing() {
    try (Network network = TinyNetwork.create()) {
      Sgd sgd = new Sgd(network, hyperparameters(), Optional.empty());
      NDArray velocity = sgd.velocities().values().iterator().next();
      sgd.close();
      assertThat(velocity.isReleased()).isTrue();
    }
  }

  /** γ falls from ½ to ¼ in the second of two epochs: ¼·sign(θ), and ¼·(1 + 2). */
  @Test
  void theSubgradientJoinsTheGradient() {
    try (Network network = TinyNetwork.create();
        StepRule rule = new L1Sparse(0.5, 0, L1Sparse.Form.REFERENCE).rule(start(network))) {
      NDArray gradient = manager.create(new float[] {1, 1, 1});
      double penalty =
          Engines.withoutGradients(
              () ->
                  rule.penalise(
                      manager.create(new float[] {-1, 0, 2}),
                      gradient,
                      new StepPosition(1, 2, 0, 1, 0.1)));
      assertThat(gradient.toFloatArray()).containsExactly(0.75f, 1, 1.25f);
      assertThat(penalty).isCloseTo(0.75, within(1e-7));
    }
  }

  /** τ = ηγ/(1 − μ) = 0.01·0.5/(1 − 0.75) = 0.02. */
  @Test
  void theProximalStepMovesEveryWeightTowardsZero() {
    try (Network network = TinyNetwork.create();
        StepRule rule = new L1Sparse(0.5, 0, L1Sparse.Form.PROXIMAL).rule(start(network))) {
      FlatArrays weights = new FlatArrays(network.parameters());
      float[] before = weights.read();
      Engines.withoutGradients(
          () -> {
            rule.afterStep(Map.of(), new StepPosition(0, 2, 0, 1, 0.01));
            return null;
          });
      float[] after = weights.read();
      int zeros = 0;
      for (int i = 0; i < before.length; i++) {
        float expected = Math.signum(before[i]) * Math.max(Math.abs(before[i]) - 0.02f, 0);
        assertThat(after[i]).isCloseTo(expected, within(1e-7f));
        zeros += after[i] == 0 && before[i] != 0 ? 1 : 0;
      }
      assertThat(zeros).isPositive();
    }
  }

  /** All weights but the largest distance go back to θ₀, and their momentum with them. */
  @Test
  void momentumOfWeightsThatWerePutBackIsCleared() {
    try (Network network = TinyNetwork.create();
        Sgd sgd = new Sgd(network, hyperparameters(), Optional.empty());
        StepRule rule = new SalUnSoft(1, SalUnSoft.Form.PAPER).rule(start(network))) {
      FlatArrays weights = new FlatArrays(network.parameters());
      float[] moved = weights.read();
      float[] original = moved.clone();
      int n = moved.length;
      for (int i = 0; i < n; i++) {
        moved[i] += i == 5 ? 2 : 1;
      }
      weights.write(moved);
      float[] ones = new float[n];
      java.util.Arrays.fill(ones, 1);
      FlatArrays velocities = new FlatArrays(sgd.velocities());
      velocities.write(ones);
      Engines.withoutGradients(
          () -> {
            // k = ⌊1·(T − b)/T·n⌋ with T = n and b = 1: all but one.
            rule.afterStep(sgd.velocities(), new StepPosition(0, 1, 1, n, 0.01));
            return null;
          });
      float[] after = weights.read();
      float[] v = velocities.read();
      for (int i = 0; i < n; i++) {
        assertThat(v[i]).isEqualTo(after[i] == original[i] ? 0 : 1);
      }
      assertThat(after[5]).isNotEqualTo(original[5]);
      assertThat(v[5]).isEqualTo(1);
      assertThat(v[4]).isZero();
    }
  }

  @Test
  void theAnchorOfAnEpochIsSavedAndRestored() {
    try (Network network = TinyNetwork.create();
        StepRule rule = new SalUnSoft(0.5, SalUnSoft.Form.REFERENCE).rule(start(network))) {
      float[] anchor = rule.save().get("anchor").floats();
      assertThat(anchor).containsExactly(new FlatArrays(network.parameters()).read());
      anchor[0] += 1;
      rule.restore(Map.of("anchor", Tensor.ofFloats(anchor, anchor.length)));
      assertThat(rule.save().get("anchor").floats()).containsExactly(anchor);
    }
  }

  @Test
  void methodsSayTheirNameDefinitionAndPasses() {
    L1Sparse sparse = new L1Sparse(0.5, 1, L1Sparse.Form.PROXIMAL);
    assertThat(sparse.name()).isEqualTo("l1-sparse");
    assertThat(sparse.definition()).contains("gamma=0.5", "noL1Epochs=1", "PROXIMAL");
    Pass retain = sparse.passes(SETS, 3, hyperparameters(), 0).get(0);
    assertThat(retain.phase()).isEqualTo("retain");
    assertThat(retain.records()).containsExactly(3, 4, 5, 6);
    SalUnSoft soft = new SalUnSoft(0.5, SalUnSoft.Form.PAPER);
    assertThat(soft.name()).isEqualTo("salun-soft");
    assertThat(soft.definition()).contains("maskRatio=0.5", "PAPER");
    assertThat(soft.passes(SETS, 3, hyperparameters(), 0)).hasSize(2);
  }

  private static RunStart start(Network network) {
    return new RunStart(SETS, hyperparameters(), network, Optional.empty());
  }

  private static Hyperparameters hyperparameters() {
    return new Hyperparameters(
        2,
        0.01,
        4,
        0.75,
        0,
        Schedule.REFERENCE,
        0,
        Order.SEQUENTIAL,
        RandomLabels.UNIFORM,
        MaskUpdate.HARD_FREEZE,
        false,
        Augmentation.NONE,
        1);
  }
}
