package io.lethe.worker.metrics;

import io.lethe.unlearning.InvalidInputException;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import java.io.IOException;

/** Serves what is counted at {@code /metrics}, in the text format of Prometheus. */
public final class MetricsServer implements AutoCloseable {
  private final HTTPServer server;
  private final String host;

  private MetricsServer(HTTPServer server, String host) {
    this.server = server;
    this.host = host;
  }

  /**
   * Begins to serve.
   *
   * @throws InvalidInputException if the address cannot be had
   */
  public static MetricsServer start(Metrics metrics, MetricsAddress address) {
    try {
      return new MetricsServer(
          HTTPServer.builder()
              .hostname(address.host())
              .port(address.port())
              .registry(metrics.scrapes())
              .buildAndStart(),
          address.host());
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "--metrics-port",
          "found %s:%d, which cannot be had: %s; allowed: a free port of an interface of this machine"
              .formatted(address.host(), address.port(), e.getMessage()));
    }
  }

  /** Where to scrape. */
  public String url() {
    return "http://%s:%d/metrics".formatted(host, server.getPort());
  }

  @Override
  public void close() {
    server.close();
  }
}
