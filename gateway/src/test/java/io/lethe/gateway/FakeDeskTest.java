package io.lethe.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.RunState;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeDeskTest {
  private final FakeDesk desk = FakeDesk.withRuns();

  @Test
  void hasARunInEveryState() {
    assertThat(desk.runs())
        .extracting(run -> run.record().map(r -> desk.standing(r).state()).orElse("queued"))
        .contains(
            "queued",
            "running",
            "interrupted",
            "awaiting-approval",
            "published",
            "completed",
            "gate-failed",
            "rejected",
            "cancelled",
            "failed");
    assertThat(desk.executions("unlearn-failed")).hasSize(2);
    assertThat(desk.comparison(desk.run("compare-completed").get().record().get()))
        .hasValueSatisfying(comparison -> assertThat(comparison.cells()).hasSize(4));
  }

  @Test
  void aRunBeginsEndsAndIsTakenUpAgain() {
    desk.start(SampleRuns.unlearn("mine"), FakeDesk.trigger("lethe_unlearn"));
    desk.begin("mine", "mask", List.of());
    desk.cancel("mine", new Decision("ada", ""));
    assertThat(desk.run("mine").get().record().get().state()).isEqualTo(RunState.CANCELLED);

    desk.retry("mine");
    assertThat(desk.running("mine")).isTrue();
    assertThat(desk.executions("mine")).hasSize(2);
    assertThatThrownBy(() -> desk.delete("mine")).isInstanceOf(WrongStateException.class);
  }

  @Test
  void aPausedDagHoldsItsRunsBack() {
    desk.pause("lethe_train", true);
    desk.start(SampleRuns.train("later"), FakeDesk.trigger("lethe_train"));
    assertThat(desk.running("later")).isFalse();

    desk.pause("lethe_train", false);
    assertThat(desk.running("later")).isTrue();
  }
}
