package io.lethe.worker.report.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.unlearning.metric.Interval;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a value is clearly above Retrain's. */
class ExcessTest {
  private static Excess.Trial trial(double method, double retrain) {
    return new Excess.Trial(method, Optional.empty(), retrain, Optional.empty());
  }

  private static Excess.Trial measured(double method, double low, double retrain) {
    return new Excess.Trial(method, Optional.of(new Interval(low, 100)), retrain, Optional.empty());
  }

  @Test
  void differencesThatAgreeAreClear() {
    // 28 and 26: mean 27, half width 12.7.
    Excess excess = Excess.of(List.of(trial(40, 12), trial(42, 16))).orElseThrow();
    assertThat(excess.points()).isEqualTo(27);
    assertThat(excess.basis()).contains("over trials");
  }

  @Test
  void differencesThatScatterAreNot() {
    // 4 and 2: mean 3, half width 12.7.
    assertThat(Excess.of(List.of(trial(9, 5), trial(9, 7)))).isEmpty();
  }

  @Test
  void belowRetrainIsNoExcess() {
    assertThat(Excess.of(List.of(trial(1, 5), trial(3, 7)))).isEmpty();
  }

  @Test
  void oneTrialIsHeldAgainstItsIntervalOverRecords() {
    assertThat(Excess.of(List.of(measured(60, 55, 22))).orElseThrow().basis())
        .contains("over records");
    assertThat(Excess.of(List.of(measured(24, 21, 22)))).isEmpty();
    assertThat(Excess.of(List.of(measured(24, 22, 22)))).isEmpty();
    assertThat(Excess.of(List.of(trial(60, 22)))).isEmpty();
  }

  @Test
  void theIntervalOfRetrainCountsWhereThereIsOne() {
    Excess.Trial apart =
        new Excess.Trial(
            60, Optional.of(new Interval(55, 65)), 50, Optional.of(new Interval(45, 54)));
    Excess.Trial overlapping =
        new Excess.Trial(
            60, Optional.of(new Interval(55, 65)), 50, Optional.of(new Interval(45, 56)));
    assertThat(Excess.of(List.of(apart))).isPresent();
    assertThat(Excess.of(List.of(overlapping))).isEmpty();
  }

  @Test
  void everySingleTrialMustBeApart() {
    assertThat(Excess.of(List.of(measured(60, 55, 22), measured(90, 85, 22)))).isPresent();
    assertThat(Excess.of(List.of(measured(60, 55, 22), measured(90, 20, 22)))).isEmpty();
  }

  @Test
  void withoutTrialsNothingIsSaid() {
    assertThat(Excess.of(List.of())).isEmpty();
  }
}
