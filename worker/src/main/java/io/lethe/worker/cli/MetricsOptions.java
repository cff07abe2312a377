package io.lethe.worker.cli;

import io.lethe.worker.metrics.MetricsAddress;
import io.lethe.worker.runtime.Telemetry;
import picocli.CommandLine.Option;

/** Where a process that works serves its metrics. */
final class MetricsOptions {
  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = {
        "Serve metrics for Prometheus at http://127.0.0.1:PORT/metrics; 0 takes a free port.",
        "Default: LETHE_METRICS_PORT, or none are served."
      })
  private String port;

  @Option(
      names = "--metrics-host",
      paramLabel = "HOST",
      description = {
        "Serve them on this interface; anybody who reaches it may read them.",
        "Default: LETHE_METRICS_HOST, or 127.0.0.1."
      })
  private String host;

  /**
   * Begins to tell of this process's work, and says where.
   *
   * @throws io.lethe.unlearning.InvalidInputException naming the option or variable that is wrong
   */
  Telemetry start(Environment environment) {
    Telemetry telemetry =
        Telemetry.of(
            environment.variables(), MetricsAddress.read(port, host, environment.variables()));
    telemetry.metricsUrl().ifPresent(url -> environment.err().println("lethe: metrics at " + url));
    return telemetry;
  }
}
