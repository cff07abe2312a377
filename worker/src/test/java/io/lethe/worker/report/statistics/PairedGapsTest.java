package io.lethe.worker.report.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Gaps over trials, worked out by hand. */
class PairedGapsTest {
  private static final double EXACT = 1e-12;
  private static final double TABLE = 1e-3;

  private static Map<String, Double> trial(double ua, double ra, double ta, double mia) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("ua", ua);
    metrics.put("ra", ra);
    metrics.put("ta", ta);
    metrics.put("mia", mia);
    return metrics;
  }

  @SafeVarargs
  private static SortedMap<Long, Map<String, Double>> trials(Map<String, Double>... trials) {
    SortedMap<Long, Map<String, Double>> bySeed = new TreeMap<>();
    for (int i = 0; i < trials.length; i++) {
      bySeed.put(i + 1L, trials[i]);
    }
    return bySeed;
  }

  private static final SortedMap<Long, Map<String, Double>> RETRAIN =
      trials(trial(5, 100, 94, 12), trial(7, 100, 92, 16));

  @Test
  void aGapIsTheDifferenceOfMeansNotTheMeanOfDifferences() {
    // MIA is 2 above and 2 below: the means agree.
    PairedGaps gaps =
        PairedGaps.between(trials(trial(4, 99, 93, 14), trial(5, 99, 91, 14)), RETRAIN);
    assertThat(gaps.gaps().gaps())
        .containsExactlyInAnyOrderEntriesOf(Map.of("ua", 1.5, "ra", 1.0, "ta", 1.0, "mia", 0.0));
    assertThat(gaps.average().getAsDouble()).isCloseTo(0.875, within(EXACT));
    // Signed gaps of the trials (1+1+1+0)/4 and (2+1+1+0)/4; s/√2 = 0.125; cut at 0.
    assertThat(gaps.interval().orElseThrow().low()).isZero();
    assertThat(gaps.interval().orElseThrow().high()).isCloseTo(0.875 + 12.7062 / 8, within(TABLE));
  }

  @Test
  void theIntervalLiesAroundTheAverageGapWhereItIsNotCut() {
    // Signed gaps 20 and 20.25: mean 20.125, s/√2 = 0.125.
    PairedGaps gaps =
        PairedGaps.between(trials(trial(25, 80, 74, 32), trial(28, 80, 72, 36)), RETRAIN);
    assertThat(gaps.average().getAsDouble()).isCloseTo(20.125, within(EXACT));
    assertThat(gaps.interval().orElseThrow().low()).isCloseTo(20.125 - 12.7062 / 8, within(TABLE));
    assertThat(gaps.interval().orElseThrow().high()).isCloseTo(20.125 + 12.7062 / 8, within(TABLE));
  }

  @Test
  void onlyTrialsThatBothHaveCount() {
    PairedGaps gaps = PairedGaps.between(trials(trial(1, 100, 94, 3)), RETRAIN);
    assertThat(gaps.gaps().gaps().get("ua")).isEqualTo(4);
    assertThat(gaps.average().getAsDouble()).isCloseTo(13 / 4.0, within(EXACT));
    assertThat(gaps.trials()).containsExactly(1L);
    assertThat(gaps.interval()).isEmpty();
  }

  @Test
  void withoutRetrainThereIsNoGap() {
    PairedGaps gaps = PairedGaps.between(trials(trial(1, 100, 94, 3)), new TreeMap<>());
    assertThat(gaps.gaps().gaps()).isEmpty();
    assertThat(gaps.average()).isEmpty();
    assertThat(gaps.interval()).isEmpty();
    assertThat(gaps.trials()).isEmpty();
  }

  @Test
  void anAverageNeedsAllFour() {
    PairedGaps gaps =
        PairedGaps.between(trials(Map.of("ua", 1.0, "ra", 99.0), Map.of("ua", 2.0)), RETRAIN);
    assertThat(gaps.gaps().gaps()).containsOnlyKeys("ua", "ra");
    assertThat(gaps.average()).isEmpty();
    assertThat(gaps.interval()).isEmpty();
  }

  @Test
  void anIntervalNeedsAllFourInEveryTrial() {
    Map<String, Double> incomplete = new LinkedHashMap<>(trial(5, 99, 91, 14));
    incomplete.remove("mia");
    PairedGaps gaps = PairedGaps.between(trials(trial(4, 99, 93, 14), incomplete), RETRAIN);
    assertThat(gaps.average()).isPresent();
    assertThat(gaps.interval()).isEmpty();
  }
}
