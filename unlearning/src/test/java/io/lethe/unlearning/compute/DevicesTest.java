package io.lethe.unlearning.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lethe.unlearning.InvalidInputException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {
  @Test
  void namesAreReadAndWritten() {
    assertThat(Devices.parse("cpu")).isEqualTo(Device.cpu());
    assertThat(Devices.name(Device.cpu())).isEqualTo("cpu");
    assertThat(Devices.name(Device.gpu(1))).isEqualTo("gpu:1");
    assertThat(Devices.name(Devices.parse("auto"))).matches("cpu|gpu:0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "gpu:x", "gpu:-1", "tpu", "", "CPU"})
  void otherNamesAreRefused(String name) {
    assertThatThrownBy(() -> Devices.parse(name))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("compute.device: found '%s', allowed are auto, cpu and gpu:N (N from 0)", name);
  }

  @Test
  void anAbsentGpuIsRefusedInWords() {
    assertThatThrownBy(() -> Devices.parse("gpu:99"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("compute.device: found 'gpu:99', but ");
  }

  @Test
  void theDescriptionSaysWhatDecidesTheArithmetic() {
    EngineDescription description = Engines.describe(Device.cpu());
    assertThat(description.threads()).isPositive();
    assertThat(description.instructionSet()).isNotBlank();
    assertThat(description.build()).startsWith("PyTorch 2.7.1 ");
    assertThat(description.device()).isEqualTo("cpu");
    assertThat(description.deterministic()).isTrue();
  }

  @Test
  void threadsAreSetOnceAProcess() {
    int threads = Engines.describe(Device.cpu()).threads();
    Engines.useThreads(threads);
    assertThatThrownBy(() -> Engines.useThreads(threads + 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("compute.threads: found " + (threads + 1));
    assertThatThrownBy(() -> Engines.useThreads(0)).hasMessageContaining("from 1");
  }

  /** The engine allows one recorder a process; two threads that train must take turns. */
  @Test
  void tapesInTwoThreadsTakeTurns() {
    CompletableFuture<?> one = CompletableFuture.runAsync(DevicesTest::differentiateOften);
    CompletableFuture<?> two = CompletableFuture.runAsync(DevicesTest::differentiateOften);
    CompletableFuture.allOf(one, two).join();
    assertThat(one).isCompleted();
    assertThat(two).isCompleted();
  }

  private static void differentiateOften() {
    try (NDManager manager = Engines.newManager(Device.cpu())) {
      NDArray x = manager.create(new float[] {3});
      x.setRequiresGradient(true);
      for (int i = 0; i < 50; i++) {
        try (GradientTape tape = new GradientTape()) {
          tape.backward(x.mul(x).sum());
        }
        try (NDArray gradient = x.getGradient()) {
          assertThat(gradient.toFloatArray()).containsExactly(6);
        }
        Engines.clearGradient(x);
      }
    }
  }

  @Test
  void workWithoutGradientsRecordsNone() {
    try (NDManager manager = Engines.newManager(Device.cpu())) {
      NDArray x = manager.create(new float[] {3});
      x.setRequiresGradient(true);
      assertThat(Engines.withoutGradients(() -> x.mul(2).hasGradient())).isFalse();
    }
  }
}
