package io.lethe.unlearning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lethe.formats.Mask;
import io.lethe.unlearning.compute.Engines;
import io.lethe.unlearning.random.CounterRandom;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two forms of the optimizer step. */
class SgdKernelTest {
  private static final int N = 1003;
  private static final double RATE = 0.1;

  private static final Mask MASK = mask();

  private static Mask mask() {
    byte[] bits = new byte[(N + 7) / 8];
    for (int i = 0; i < N; i++) {
      if (i % 3 != 0) {
        bits[i >> 3] |= (byte) (1 << (i & 7));
      }
    }
    return new Mask(Map.of("w", bits), Map.of("w", N), Map.of());
  }

  @ParameterizedTest
  @EnumSource(MaskUpdate.class)
  void fusedAndArrayFormAgree(MaskUpdate update) {
    try (NDManager manager = Engines.newManager(Device.cpu());
        ArraySgd array = new ArraySgd(manager, 0.9, 5e-4, Optional.of(MASK), update)) {
      FusedSgd fused = new FusedSgd(0.9, 5e-4, Optional.of(MASK), update);
      float[][] left = steps(manager, fused);
      float[][] right = steps(manager, array);
      for (int i = 0; i < N; i++) {
        assertThat(left[0][i]).isCloseTo(right[0][i], within(1e-6f));
        assertThat(left[1][i]).isCloseTo(right[1][i], within(1e-6f));
        if (update == MaskUpdate.HARD_FREEZE && i % 3 == 0) {
          assertThat(left[0][i]).isEqualTo(random(0, i)).isEqualTo(right[0][i]);
          assertThat(left[1][i]).isZero();
          assertThat(right[1][i]).isZero();
        }
      }
    }
  }

  @Test
  void stepsFollowTorchsFormulaBitForBit() {
    try (NDManager manager = Engines.newManager(Device.cpu())) {
      float[][] found =
          steps(manager, new FusedSgd(0.9, 5e-4, Optional.empty(), MaskUpdate.HARD_FREEZE));
      for (int i = 0; i < N; i++) {
        float theta = random(0, i);
        float v = 0;
        for (int step = 1; step <= 5; step++) {
          v = 0.9f * v + Math.fma(5e-4f, theta, random(step, i));
          theta = Math.fma(-0.1f, v, theta);
        }
        assertThat(found[0][i]).isEqualTo(theta);
        assertThat(found[1][i]).isEqualTo(v);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(MaskUpdate.class)
  void gradientsThatAreNoNumbersStayOutOfFrozenWeights(MaskUpdate update) {
    try (NDManager manager = Engines.newManager(Device.cpu());
        ArraySgd array = new ArraySgd(manager, 0.9, 5e-4, Optional.of(MASK), update)) {
      for (SgdKernel kernel :
          new SgdKernel[] {array, new FusedSgd(0.9, 5e-4, Optional.of(MASK), update)}) {
        NDArray theta = manager.create(fill(0));
        NDArray velocity = manager.zeros(new Shape(N));
        float[] gradient = new float[N];
        java.util.Arrays.fill(gradient, Float.NaN);
        step(kernel, theta, manager.create(gradient), velocity);
        float[] after = theta.toFloatArray();
        assertThat(after[0]).isFinite();
        assertThat(after[1]).isNaN();
      }
    }
  }

  /** θ = 1, g = ¼, v = ½, μ = ½, λ = ¼, η = ½: v = ¼ + ¼ + ¼, θ = 1 − ⅜. */
  @Test
  void oneStepByHand() {
    try (NDManager manager = Engines.newManager(Device.cpu());
        ArraySgd array =
            new ArraySgd(manager, 0.5, 0.25, Optional.empty(), MaskUpdate.HARD_FREEZE)) {
      for (SgdKernel kernel :
          new SgdKernel[] {
            array, new FusedSgd(0.5, 0.25, Optional.empty(), MaskUpdate.HARD_FREEZE)
          }) {
        NDArray theta = manager.create(new float[] {1, 1});
        NDArray velocity = manager.create(new float[] {0.5f, 0.5f});
        NDArray gradient = manager.create(new float[] {0.25f, 0.25f});
        Engines.withoutGradients(
            () -> {
              kernel.update("w", theta, gradient, velocity, 0.5f);
              return null;
            });
        assertThat(velocity.toFloatArray()).containsExactly(0.75f, 0.75f);
        assertThat(theta.toFloatArray()).containsExactly(0.625f, 0.625f);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(MaskUpdate.class)
  void aStepLeavesNoArraysBehind(MaskUpdate update) {
    try (NDManager manager = Engines.newManager(Device.cpu());
        ArraySgd array = new ArraySgd(manager, 0.9, 5e-4, Optional.of(MASK), update)) {
      NDArray theta = manager.create(fill(0));
      NDArray velocity = manager.zeros(new Shape(N));
      step(array, theta, manager.create(fill(1)), velocity);
      int arrays = manager.getManagedArrays().size();
      step(array, theta, manager.create(fill(2)), velocity);
      assertThat(manager.getManagedArrays()).hasSize(arrays);
    }
  }

  private static float[][] steps(NDManager manager, SgdKernel kernel) {
    NDArray theta = manager.create(fill(0));
    NDArray velocity = manager.zeros(new Shape(N));
    for (int step = 1; step <= 5; step++) {
      step(kernel, theta, manager.create(fill(step)), velocity);
    }
    return new float[][] {theta.toFloatArray(), velocity.toFloatArray()};
  }

  private static void step(SgdKernel kernel, NDArray theta, NDArray gradient, NDArray velocity) {
    Engines.withoutGradients(
        () -> {
          kernel.update("w", theta, gradient, velocity, (float) RATE);
          return null;
        });
  }

  private static float[] fill(int stream) {
    float[] values = new float[N];
    for (int i = 0; i < N; i++) {
      values[i] = random(stream, i);
    }
    return values;
  }

  private static float random(int stream, int index) {
    return new CounterRandom(3, "sgd").below(2001, stream, index) / 1000f - 1;
  }
}
