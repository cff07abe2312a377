package io.lethe.unlearning.method;

import static java.lang.Float.NaN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Mask;
import io.lethe.formats.Safetensors;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.NonFiniteLossException;
import io.lethe.unlearning.StepReport;
import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.NewRow;
import io.lethe.unlearning.model.TinyNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every unlearning method promises, whatever it does with the sets. */
class MethodContractTest {
  private static final Dataset DATA = TinyNetwork.images(23);
  private static final UnlearningData SETS =
      new UnlearningData(DATA, IntStream.range(0, 7).toArray(), IntStream.range(7, 23).toArray());

  /** Every method, in each of its forms. */
  static List<UnlearningMethod> methods() {
    List<UnlearningMethod> methods = new ArrayList<>();
    for (UnlearningMethod method : UnlearningMethods.all()) {
      // A thousand samples would only repeat themselves on sixteen records.
      methods.add(method instanceof Influence ? influence(Influence.Form.REFERENCE) : method);
    }
    methods.add(influence(Influence.Form.WOODBURY));
    methods.add(new BoundaryExpand(NewRow.MEAN));
    methods.add(new L1Sparse(0.01, 1, L1Sparse.Form.PROXIMAL));
    methods.add(new SalUnSoft(0.5, SalUnSoft.Form.PAPER));
    return methods;
  }

  private static Influence influence(Influence.Form form) {
    return new Influence(2, 4, 0, 0.5, form);
  }

  /** Methods whose weights an optimizer moves, step by step. */
  static List<UnlearningMethod> methodsWithOptimizer() {
    return methods().stream().filter(m -> !m.oneShot()).toList();
  }

  @Test
  void everyNameIsThereOnce() {
    assertThat(UnlearningMethods.all())
        .extracting(UnlearningMethod::name)
        .containsExactlyInAnyOrder(
            "retrain", "ft", "rl", "ga", "iu", "be", "bs", "l1-sparse", "salun", "salun-soft");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void frozenWeightsKeepTheirBits(UnlearningMethod method) {
    Mask mask = mask(i -> i % 3 == 0);
    TensorFile before = initial();
    TensorFile after = result(method, SETS, hyperparameters(), Optional.of(mask));
    int moved = 0;
    for (String name : mask.names()) {
      float[] b = before.get(name).floats();
      float[] a = withoutNewOutputs(method, name, after);
      for (int i = 0; i < a.length; i++) {
        boolean same = Float.floatToRawIntBits(a[i]) == Float.floatToRawIntBits(b[i]);
        if (!mask.get(name, i)) {
          assertThat(same).as("%s[%d] is frozen", name, i).isTrue();
        } else if (!same) {
          moved++;
        }
      }
    }
    assertThat(moved).isPositive();
  }

  /** And, in a method of one shot, not even them. */
  @ParameterizedTest
  @MethodSource("methods")
  void anEmptyMaskChangesOnlyTheStatistics(UnlearningMethod method) {
    TensorFile before = initial();
    TensorFile after = result(method, SETS, hyperparameters(), Optional.of(mask(i -> false)));
    try (Network network = TinyNetwork.create()) {
      for (String name : network.parameters().keySet()) {
        assertThat(withoutNewOutputs(method, name, after))
            .as(name)
            .containsExactly(before.get(name).floats());
      }
      for (String name : network.statistics().keySet()) {
        boolean moved = !after.get(name).equals(before.get(name));
        assertThat(moved).as(name).isNotEqualTo(method.oneShot());
      }
    }
  }

  /** The weights that were there before: new outputs are the last of the classifier's tensors. */
  private static float[] withoutNewOutputs(UnlearningMethod method, String name, TensorFile after) {
    float[] weights = after.get(name).floats();
    if (!name.startsWith(TinyNetwork.architecture().classifier() + ".")) {
      return weights;
    }
    int outputs = TinyNetwork.CLASSES + method.newOutputs();
    assertThat(after.get(name).shape()[0]).as(name).isEqualTo(outputs);
    return Arrays.copyOf(weights, weights.length / outputs * TinyNetwork.CLASSES);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aFullMaskIsNoMask(UnlearningMethod method) {
    UnlearningMethod unmasked = method.needsMask() ? new RandomLabel() : method;
    for (MaskUpdate update : MaskUpdate.values()) {
      Hyperparameters h = hyperparameters(true, update);
      assertThat(result(method, SETS, h, Optional.of(mask(i -> true))))
          .isEqualTo(result(unmasked, SETS, h, Optional.empty()));
    }
  }

  /** Without an optimizer there is no decay: there the two ways to mask are one. */
  @ParameterizedTest
  @MethodSource("methods")
  void gradientOnlyLeavesDecayToFrozenWeights(UnlearningMethod method) {
    Hyperparameters h = hyperparameters(true, MaskUpdate.GRADIENT_ONLY);
    TensorFile before = initial();
    try (Network network = TinyNetwork.create();
        UnlearningRun run = method.start(SETS, h, network, Optional.of(mask(i -> false)))) {
      finish(run);
      for (String name : network.parameters().keySet()) {
        float[] expected = before.get(name).floats();
        for (int i = 0; i < expected.length; i++) {
          expected[i] = method.oneShot() ? expected[i] : decayed(expected[i], h, run.steps());
        }
        assertThat(withoutNewOutputs(method, name, run.result()))
            .as(name)
            .containsExactly(expected);
      }
    }
  }

  /** v ← μv + λθ; θ ← θ − ηv. */
  private static float decayed(float start, Hyperparameters h, long steps) {
    float theta = start;
    float v = 0;
    for (int i = 0; i < steps; i++) {
      v = (float) h.momentum() * v + Math.fma((float) h.weightDecay(), theta, 0f);
      theta = Math.fma(-(float) h.learningRate(), v, theta);
    }
    return theta;
  }

  @ParameterizedTest
  @MethodSource("methods")
  void oneRecordIsEnough(UnlearningMethod method) {
    UnlearningData one = new UnlearningData(DATA, new int[] {4}, new int[] {9});
    TensorFile after = result(method, one, hyperparameters(), maskFor(method));
    assertThat(after).isNotEqualTo(initial());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void batchesMayBeLargerThanTheSets(UnlearningMethod method) {
    Hyperparameters h = hyperparameters().with(2, 0.05, 1000);
    try (Network network = TinyNetwork.create();
        UnlearningRun run = method.start(SETS, h, network, maskFor(method))) {
      if (method instanceof StepwiseMethod stepwise) {
        long passes = stepwise.passes(SETS, TinyNetwork.CLASSES, h, 0).size();
        assertThat(run.steps()).isEqualTo(2 * passes);
      }
      finish(run);
      assertThat(network.buffers().get("bn1.num_batches_tracked").longs()[0])
          .isEqualTo(method.oneShot() ? 0 : run.steps());
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aResumedRunEqualsAnUninterruptedOne(UnlearningMethod method) {
    Hyperparameters h = hyperparameters();
    TensorFile uninterrupted = result(method, SETS, h, maskFor(method));
    long steps;
    try (Network network = TinyNetwork.create();
        UnlearningRun run = method.start(SETS, h, network, maskFor(method))) {
      steps = run.steps();
    }
    for (long kill = 0; kill <= steps; kill++) {
      byte[] saved;
      try (Network network = TinyNetwork.create();
          UnlearningRun run = method.start(SETS, h, network, maskFor(method))) {
        for (long i = 0; i < kill; i++) {
          run.step();
        }
        saved = Safetensors.toBytes(run.save());
      }
      try (Network network = TinyNetwork.create();
          UnlearningRun run = method.start(SETS, h, network, maskFor(method))) {
        run.restore(Safetensors.read(saved));
        assertThat(Safetensors.toBytes(run.save())).isEqualTo(saved);
        finish(run);
        assertThat(run.result()).as("killed after step %d", kill).isEqualTo(uninterrupted);
      }
    }
  }

  /**
   * A cancelled run stops between two steps, so it waits for one batch at most. Every step ends in
   * a state that can be saved ({@link #aResumedRunEqualsAnUninterruptedOne}).
   */
  @ParameterizedTest
  @MethodSource("methods")
  void noStepIsLongerThanABatch(UnlearningMethod method) {
    Hyperparameters h = hyperparameters();
    try (Network network = TinyNetwork.create();
        UnlearningRun run = method.start(SETS, h, network, maskFor(method))) {
      long steps = 0;
      while (!run.done()) {
        StepReport report = run.step();
        steps++;
        assertThat(report.images()).isBetween(1, h.batchSize());
        assertThat(report.step()).isEqualTo(steps);
        assertThat(report.steps()).isEqualTo(run.steps());
      }
      assertThat(steps).isEqualTo(run.steps());
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aStateOfAnotherRunIsRefused(UnlearningMethod method) {
    try (Network network = TinyNetwork.create();
        UnlearningRun run = method.start(SETS, hyperparameters(), network, maskFor(method));
        UnlearningRun other =
            method.start(SETS, hyperparameters().with(3, 0.1, 4), network, maskFor(method))) {
      TensorFile foreign = other.save();
      assertThatThrownBy(() -> run.restore(foreign)).isInstanceOf(MalformedFileException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void weightsThatAreNoNumbersStopTheRun(UnlearningMethod method) {
    try (Network network = TinyNetwork.create()) {
      Tensor bias = network.export().get("fc.bias");
      network.overwrite(Map.of("fc.bias", Tensor.ofFloats(new float[] {NaN, 0, 0}, bias.shape())));
      try (UnlearningRun run = method.start(SETS, hyperparameters(), network, maskFor(method))) {
        assertThatThrownBy(run::step).isInstanceOf(NonFiniteLossException.class);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methodsWithOptimizer")
  void aLossThatIsNoNumberStopsTheRun(UnlearningMethod method) {
    Hyperparameters h = hyperparameters(true, MaskUpdate.HARD_FREEZE).with(50, 1e30, 4);
    try (Network network = TinyNetwork.create();
        UnlearningRun run = method.start(SETS, h, network, maskFor(method))) {
      assertThatThrownBy(() -> finish(run))
          .isInstanceOf(NonFiniteLossException.class)
          .hasMessageContaining("step");
    }
  }

  /** An update can overflow after the last loss that anybody looks at. */
  @ParameterizedTest
  @MethodSource("methods")
  void weightsThatAreNoNumbersAreNeitherSavedNorAResult(UnlearningMethod method) {
    try (Network network = TinyNetwork.create();
        UnlearningRun run = method.start(SETS, hyperparameters(), network, maskFor(method))) {
      finish(run);
      String name = network.parameters().keySet().iterator().next();
      Tensor weights = network.export().get(name);
      float[] values = weights.floats();
      values[0] = Float.POSITIVE_INFINITY;
      network.overwrite(Map.of(name, Tensor.ofFloats(values, weights.shape())));

      String step = "after step " + (run.steps() - 1);
      if (!method.oneShot()) { // whose state is sums of gradients, not weights
        assertThatThrownBy(run::save)
            .isInstanceOf(NonFiniteLossException.class)
            .hasMessageContainingAll(name, step);
      }
      assertThatThrownBy(run::result)
          .isInstanceOf(NonFiniteLossException.class)
          .hasMessageContainingAll(name, step);
    }
  }

  /** Every step has its own manager, so arrays of finished steps are gone. */
  @ParameterizedTest
  @MethodSource("methods")
  void memoryStaysFlat(UnlearningMethod method) {
    Hyperparameters h = hyperparameters().with(20, 0.001, 5);
    try (Network network = TinyNetwork.create();
        UnlearningRun run = method.start(SETS, h, network, maskFor(method))) {
      run.step();
      NDManager all = network.manager().getParentManager();
      int managers = all.getManagedArrays().size();
      int arrays = network.manager().getManagedArrays().size();
      finish(run);
      assertThat(all.getManagedArrays()).hasSize(managers);
      assertThat(network.manager().getManagedArrays()).hasSize(arrays);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void labelsOutsideTheNetworkAreRefused(UnlearningMethod method) {
    UnlearningData ten =
        new UnlearningData(
            io.lethe.unlearning.golden.Golden.forgetSet(), new int[] {0}, new int[] {1});
    try (Network network = TinyNetwork.create()) {
      assertThatThrownBy(() -> method.start(ten, hyperparameters(), network, maskFor(method)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("model.classes");
    }
  }

  private static Optional<Mask> maskFor(UnlearningMethod method) {
    return method.needsMask() ? Optional.of(mask(i -> i % 2 == 0)) : Optional.empty();
  }

  private static TensorFile initial() {
    try (Network network = TinyNetwork.create()) {
      return network.export();
    }
  }

  private static TensorFile result(
      UnlearningMethod method, UnlearningData sets, Hyperparameters h, Optional<Mask> mask) {
    try (Network network = TinyNetwork.create();
        UnlearningRun run = method.start(sets, h, network, mask)) {
      finish(run);
      return run.result();
    }
  }

  private static void finish(UnlearningRun run) {
    while (!run.done()) {
      run.step();
    }
  }

  private static Hyperparameters hyperparameters() {
    return hyperparameters(true, MaskUpdate.HARD_FREEZE);
  }

  private static Hyperparameters hyperparameters(boolean shuffle, MaskUpdate update) {
    return new Hyperparameters(
        2,
        0.05,
        5,
        0.9,
        5e-4,
        Schedule.REFERENCE,
        0,
        Order.SEQUENTIAL,
        RandomLabels.UNIFORM,
        update,
        shuffle,
        Augmentation.CROP_FLIP,
        11);
  }

  /** A mask over the tiny network; the flat index within each parameter decides. */
  static Mask mask(java.util.function.IntPredicate selected) {
    Map<String, byte[]> bits = new LinkedHashMap<>();
    Map<String, Integer> sizes = new LinkedHashMap<>();
    try (Network network = TinyNetwork.create()) {
      network
          .parameters()
          .forEach(
              (name, weights) -> {
                int n = (int) weights.size();
                byte[] packed = new byte[(n + 7) / 8];
                for (int i = 0; i < n; i++) {
                  if (selected.test(i)) {
                    packed[i >> 3] |= (byte) (1 << (i & 7));
                  }
                }
                bits.put(name, packed);
                sizes.put(name, n);
              });
    }
    return new Mask(bits, sizes, Map.of());
  }
}
