package io.lethe.worker.runtime;

import io.lethe.activities.slice.Measurements;
import io.lethe.worker.metrics.Metrics;
import io.lethe.worker.metrics.MetricsAddress;
import io.lethe.worker.metrics.MetricsServer;
import io.lethe.worker.tracing.Tracing;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactoryOptions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a process tells of its work: metrics where an address is given, traces where the environment
 * names a collector. Nothing by default.
 */
public final class Telemetry implements AutoCloseable {
  private final Optional<Tracing> tracing;
  private final Optional<Metrics> metrics;
  private final Optional<MetricsServer> server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Telemetry(
      Optional<Tracing> tracing, Optional<Metrics> metrics, Optional<MetricsServer> server) {
    this.tracing = tracing;
    this.metrics = metrics;
    this.server = server;
  }

  /** Tells nothing. */
  public static Telemetry none() {
    return new Telemetry(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Traces where {@code OTEL_*} says so.
   *
   * @param environment the process environment
   */
  public static Telemetry of(Map<String, String> environment) {
    return of(environment, Optional.empty());
  }

  /**
   * Traces where {@code OTEL_*} says so, and metrics served from now on.
   *
   * @param environment the process environment
   * @param address where to serve them, if at all
   * @throws io.lethe.unlearning.InvalidInputException if that cannot be had
   */
  public static Telemetry of(Map<String, String> environment, Optional<MetricsAddress> address) {
    Optional<Metrics> metrics = address.map(wanted -> new Metrics());
    Optional<MetricsServer> server =
        metrics.map(counted -> MetricsServer.start(counted, address.orElseThrow()));
    return new Telemetry(Tracing.from(environment), metrics, server);
  }

  /** Where metrics are served, if they are. */
  public Optional<String> metricsUrl() {
    return server.map(MetricsServer::url);
  }

  /** Makes a client's calls count. */
  WorkflowServiceStubsOptions counted(WorkflowServiceStubsOptions options) {
    return metrics
        .map(
            counting ->
                WorkflowServiceStubsOptions.newBuilder(options)
                    .setMetricsScope(counting.temporal())
                    .build())
        .orElse(options);
  }

  /** Makes a client's runs begin a trace. */
  WorkflowClientOptions traced(WorkflowClientOptions options) {
    return tracing
        .map(
            spans ->
                WorkflowClientOptions.newBuilder(options).setInterceptors(spans.client()).build())
        .orElse(options);
  }

  /** Makes what workers execute part of a trace. */
  WorkerFactoryOptions traced() {
    WorkerFactoryOptions.Builder options = WorkerFactoryOptions.newBuilder();
    tracing.ifPresent(spans -> options.setWorkerInterceptors(spans.worker()));
    return options.build();
  }

  /** Says what waits in the queues of that server. */
  void watchQueues(WorkflowClient temporal) {
    metrics.ifPresent(counting -> counting.watchQueues(temporal));
  }

  /** Who counts the compute work. */
  Measurements measurements() {
    return metrics.<Measurements>map(counting -> counting).orElse(Measurements.NONE);
  }

  /** Sends the spans that are left, and serves no longer; once. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    server.ifPresent(MetricsServer::close);
    metrics.ifPresent(Metrics::close);
    tracing.ifPresent(Tracing::close);
  }
}
