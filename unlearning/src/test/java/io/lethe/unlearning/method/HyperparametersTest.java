package io.lethe.unlearning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.data.Augmentation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges at their borders, and the rate of a step. */
class HyperparametersTest {
  private static Hyperparameters of(
      int epochs, double rate, int batch, double momentum, double decay, int warmup) {
    return new Hyperparameters(
        epochs,
        rate,
        batch,
        momentum,
        decay,
        new Schedule.Cosine(),
        warmup,
        Order.MIXED,
        RandomLabels.EXCLUDE_TRUE,
        MaskUpdate.GRADIENT_ONLY,
        false,
        Augmentation.NONE,
        7);
  }

  @ParameterizedTest
  @CsvSource({"1, 1e-30, 1, 0, 0, 0", "3, 3e38, 9, 0.999, 3e38, 3"})
  void bordersAreAllowed(int e, double rate, int batch, double momentum, double decay, int warmup) {
    assertThatCode(() -> of(e, rate, batch, momentum, decay, warmup)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 0, 0, 0, method.epochs: found 0",
    "1, 0, 1, 0, 0, 0, method.learningRate: found 0.0",
    "1, -1, 1, 0, 0, 0, method.learningRate: found -1.0",
    "1, 1e39, 1, 0, 0, 0, method.learningRate: found 1.0E39",
    "1, NaN, 1, 0, 0, 0, method.learningRate: found NaN",
    "1, 1, 0, 0, 0, 0, method.batchSize: found 0",
    "1, 1, 1, -0.1, 0, 0, method.momentum: found -0.1",
    "1, 1, 1, 1, 0, 0, method.momentum: found 1.0",
    "1, 1, 1, 0, -0.1, 0, method.weightDecay: found -0.1",
    "1, 1, 1, 0, 1e39, 0, method.weightDecay: found 1.0E39",
    "1, 1, 1, 0, 0, -1, method.warmupEpochs: found -1",
    "1, 1, 1, 0, 0, 2, method.warmupEpochs: found 2",
  })
  void whatIsBeyondThemIsRefused(
      int epochs,
      double rate,
      int batch,
      double momentum,
      double decay,
      int warmup,
      String message) {
    assertThatThrownBy(() -> of(epochs, rate, batch, momentum, decay, warmup))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(message + ", allowed are ");
  }

  /** Two epochs of five steps are ten steps of warm-up: a tenth of the rate, two tenths … all. */
  @Test
  void warmUpRisesStepByStepAndTheScheduleFollows() {
    Hyperparameters h = of(4, 0.8, 1, 0, 0, 2);
    assertThat(h.rate(0, 0, 5)).isCloseTo(0.08, within(1e-15));
    assertThat(h.rate(0, 4, 5)).isCloseTo(0.4, within(1e-15));
    assertThat(h.rate(1, 0, 5)).isCloseTo(0.48, within(1e-15));
    assertThat(h.rate(1, 4, 5)).isEqualTo(0.8);
    assertThat(h.rate(2, 0, 5)).isEqualTo(0.8);
    assertThat(h.rate(3, 0, 5)).isCloseTo(0.4, within(1e-15));
  }

  @Test
  void defaultsAreThoseOfTheReferenceForTenPercent() {
    Hyperparameters h = Hyperparameters.defaults();
    assertThat(h.epochs()).isEqualTo(10);
    assertThat(h.learningRate()).isEqualTo(0.013);
    assertThat(h.batchSize()).isEqualTo(256);
    assertThat(h.momentum()).isEqualTo(0.9);
    assertThat(h.weightDecay()).isEqualTo(5e-4);
    assertThat(h.rate(0, 0, 1)).isEqualTo(0.013);
  }

  @Test
  void anotherLengthRateAndBatchLeaveTheRest() {
    assertThat(of(4, 0.8, 1, 0.5, 0.25, 2).with(6, 0.4, 3)).isEqualTo(of(6, 0.4, 3, 0.5, 0.25, 2));
  }
}
