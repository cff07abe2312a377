package io.lethe.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.unlearning.InvalidInputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsAddressTest {
  @Test
  void nothingIsServedUnlessAPortIsNamed() {
    assertThat(MetricsAddress.read(null, null, Map.of())).isEmpty();
    assertThat(MetricsAddress.read(null, "0.0.0.0", Map.of("LETHE_METRICS_PORT", ""))).isEmpty();
  }

  @Test
  void whatWasTypedGoesBeforeTheEnvironmentAndTheHostIsThisMachine() {
    Map<String, String> environment = Map.of("LETHE_METRICS_PORT", "9000");
    assertThat(MetricsAddress.read(null, null, environment))
        .contains(new MetricsAddress("127.0.0.1", 9000));
    assertThat(MetricsAddress.read("9001", "::1", environment))
        .contains(new MetricsAddress("::1", 9001));
  }

  @ParameterizedTest
  @ValueSource(strings = {"65536", "-1", "http", "99999999999"})
  void whatIsNoPortIsNamed(String text) {
    assertThatThrownBy(() -> MetricsAddress.read(text, null, Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("--metrics-port", text, "65535");
    assertThatThrownBy(() -> MetricsAddress.read(null, null, Map.of("LETHE_METRICS_PORT", text)))
        .hasMessageContainingAll("LETHE_METRICS_PORT", text);
  }

  @Test
  void aPortThatAnotherHasIsSaid() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Metrics metrics = new Metrics()) {
      MetricsAddress address = new MetricsAddress("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> MetricsServer.start(metrics, address))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContainingAll("--metrics-port", Integer.toString(taken.getLocalPort()));
    }
  }
}
