package io.lethe.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private Instant now = Instant.EPOCH;
  private final LoginThrottle throttle = new LoginThrottle(3, LONGEST, 100, () -> now);

  @Test
  void eachFailureBeyondTheFreeOnesDoublesTheWait() {
    long[] waits = {0, 0, 1, 2, 4, 8, 16, 32, 60, 60};
    for (long wait : waits) {
      throttle.failed("ada");
      assertThat(throttle.left("ada")).hasSeconds(wait);
      now = now.plus(throttle.left("ada"));
    }
    assertThat(throttle.left("eve")).isZero();
  }

  @Test
  void waitingIsOverWithSuccessOrAQuietTime() {
    for (int i = 0; i < 4; i++) {
      throttle.failed("ada");
    }
    assertThat(throttle.left("ada")).hasSeconds(2);
    throttle.succeeded("ada");
    assertThat(throttle.left("ada")).isZero();
    for (int i = 0; i < 4; i++) {
      throttle.failed("ada");
    }
    now = now.plus(LONGEST).plusSeconds(3);
    throttle.failed("ada");
    assertThat(throttle.left("ada")).isZero();
  }

  @Test
  void aFloodOfNamesTakesNoMoreMemory() {
    for (int i = 0; i < 100_000; i++) {
      throttle.failed("name-" + i);
    }
    assertThat(throttle.size()).isEqualTo(100);
    String longName = "x".repeat(1_000_000);
    for (int i = 0; i < 4; i++) {
      throttle.failed(longName + i);
    }
    // Kept by what it begins with, not whole.
    assertThat(throttle.left(longName)).hasSeconds(2);
  }
}
