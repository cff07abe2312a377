package io.lethe.unlearning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Factors on the learning rate, by hand. */
class ScheduleTest {
  @ParameterizedTest
  @CsvSource({"0, 1", "2, 1", "3, 0.5", "4, 0.5", "5, 0.25", "6, 0.25"})
  void aMilestoneActsFromItsEpoch(int epoch, double factor) {
    assertThat(new Schedule.Milestones(List.of(3, 5), 0.5).factor(epoch, 0, 7)).isEqualTo(factor);
  }

  /** cos(π/4) = √½, cos(π/3) = ½. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 4, 1",
    "1, 0, 4, 0.8535533905932737",
    "2, 0, 4, 0.5",
    "3, 0, 4, 0.14644660940672627",
    "0, 2, 5, 1",
    "1, 2, 5, 1",
    "2, 2, 5, 1",
    "3, 2, 5, 0.75",
    "4, 2, 5, 0.25"
  })
  void theCosineFallsFromTheEndOfTheWarmUp(int epoch, int warmup, int epochs, double factor) {
    assertThat(new Schedule.Cosine().factor(epoch, warmup, epochs))
        .isCloseTo(factor, within(1e-15));
  }

  @Test
  void theReferencesMilestonesAreAtEpochs91And136() {
    assertThat(Schedule.REFERENCE.factor(90, 0, 182)).isEqualTo(1);
    assertThat(Schedule.REFERENCE.factor(91, 0, 182)).isEqualTo(0.1);
    assertThat(Schedule.REFERENCE.factor(135, 0, 182)).isEqualTo(0.1);
    assertThat(Schedule.REFERENCE.factor(136, 0, 182)).isEqualTo(0.1 * 0.1);
  }
}
