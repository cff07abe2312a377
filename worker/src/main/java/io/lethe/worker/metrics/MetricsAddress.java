package io.lethe.worker.metrics;

import io.lethe.unlearning.InvalidInputException;
import java.util.Map;
import java.util.Optional;

/**
 * Where metrics are served.
 *
 * @param host name or address of an interface
 * @param port port, 0 for a free one
 */
public record MetricsAddress(String host, int port) {
  /** Names the port; without it nothing is served. */
  public static final String PORT = "LETHE_METRICS_PORT";

  /** Names the interface. */
  public static final String HOST = "LETHE_METRICS_HOST";

  private static final String LOOPBACK = "127.0.0.1";
  private static final int LAST_PORT = 65535;

  /**
   * What was typed, else what the environment says; empty where neither names a port.
   *
   * @param typedPort value of {@code --metrics-port}, or null
   * @param typedHost value of {@code --metrics-host}, or null
   * @throws InvalidInputException naming the option or variable that is no port
   */
  public static Optional<MetricsAddress> read(
      String typedPort, String typedHost, Map<String, String> environment) {
    Optional<String> host = given(typedHost).or(() -> given(environment.get(HOST)));
    return given(typedPort)
        .map(port -> port("--metrics-port", port))
        .or(() -> given(environment.get(PORT)).map(port -> port(PORT, port)))
        .map(port -> new MetricsAddress(host.orElse(LOOPBACK), port));
  }

  private static Optional<String> given(String value) {
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }

  private static int port(String field, String text) {
    if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= LAST_PORT) {
      return Integer.parseInt(text);
    }
    throw new InvalidInputException(
        field, "found '%s'; allowed: a port, 0 (any free one) to %d".formatted(text, LAST_PORT));
  }
}
