package io.lethe.worker.report.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lethe.unlearning.metric.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Means, deviations and intervals against numbers worked out by hand. */
class SampleTest {
  private static final double EXACT = 1e-12;

  /** Quantile tables print four digits behind the point. */
  private static final double TABLE = 1e-3;

  @Test
  void theDeviationDividesByOneLess() {
    // Mean 5; squares 9, 1, 1, 1, 0, 0, 4, 16: 32 in all; 32 / 7.
    Sample sample = new Sample(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));
    assertThat(sample.mean()).isEqualTo(5);
    assertThat(sample.deviation().getAsDouble()).isCloseTo(Math.sqrt(32.0 / 7), within(EXACT));
  }

  @Test
  void oneTrialHasNoSpread() {
    Sample one = new Sample(List.of(3.0));
    assertThat(one.mean()).isEqualTo(3);
    assertThat(one.deviation()).isEmpty();
    assertThat(one.interval()).isEmpty();
  }

  @Test
  void theIntervalOfTwoTrialsHasTheQuantileOfOneDegreeOfFreedom() {
    // s / √2 = 1 for values 2 apart; t(0.975; 1) = 12.7062.
    Interval interval = new Sample(List.of(4.0, 6.0)).interval().orElseThrow();
    assertThat(interval.low()).isCloseTo(5 - 12.7062, within(TABLE));
    assertThat(interval.high()).isCloseTo(5 + 12.7062, within(TABLE));
  }

  @Test
  void theIntervalOfTenTrialsHasTheQuantileOfNineDegreesOfFreedom() {
    // 0 and 2, five times each: squares 10, s² = 10 / 9, s / √10 = 1 / 3; t(0.975; 9) = 2.2622.
    Interval interval =
        new Sample(List.of(0.0, 2.0, 0.0, 2.0, 0.0, 2.0, 0.0, 2.0, 0.0, 2.0))
            .interval()
            .orElseThrow();
    assertThat(interval.low()).isCloseTo(1 - 2.2622 / 3, within(TABLE));
    assertThat(interval.high()).isCloseTo(1 + 2.2622 / 3, within(TABLE));
  }

  @Test
  void nothingIsNoSample() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Sample(List.of()));
  }
}
