package io.lethe.worker.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A training step held against the heartbeat timeout and the bound of cancels. */
class StepCheckTest {
  private static final EngineChecks.Step STEP = new EngineChecks.Step("resnet18", 256);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static Check of(int seconds) {
    return EngineChecks.step(STEP, "cpu", Duration.ofSeconds(seconds), TIMEOUT);
  }

  @Test
  void aQuickStepIsFine() {
    assertThat(of(5).status()).isEqualTo(Verdict.OK);
    assertThat(of(5).found()).isEqualTo("5.0 s a step (resnet18, batch 256, cpu)");
  }

  /** 30 s less the throttle of heartbeats (5 s) and the time between beats (1 s). */
  @Test
  void aStepOverTheCancelBoundIsWarnedAbout() {
    assertThat(of(24).status()).isEqualTo(Verdict.OK);
    assertThat(of(25).status()).isEqualTo(Verdict.WARN);
    assertThat(of(25).found()).contains("steps up to 24 s");
  }

  @Test
  void aStepOverTheHeartbeatTimeoutNamesIt() {
    assertThat(of(60).status()).isEqualTo(Verdict.WARN);
    assertThat(of(60).found()).contains("heartbeat timeout is 60 s");
  }
}
