package io.lethe.worker.tracing;

import io.lethe.unlearning.InvalidInputException;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.common.interceptors.WorkflowClientInterceptor;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Traces of what this process starts and executes, sent where {@code OTEL_*} says. */
public final class Tracing implements AutoCloseable {
  private static final String NONE = "none";

  /** Where traces would go; without any of them there are none. */
  private static final String[] ENDPOINTS = {
    "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER"
  };

  /** Beside the drain of a worker it fits into the time that a process has to end. */
  private static final long CLOSE_SECONDS = 2;

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;
  private final ChosenIds ids;

  private Tracing(OpenTelemetrySdk sdk, ChosenIds ids) {
    this.sdk = sdk;
    this.ids = ids;
    this.tracer = sdk.getTracer("io.lethe");
  }

  /**
   * Begins to trace if the environment says where to.
   *
   * @param environment the process environment; OpenTelemetry's own variables
   * @throws InvalidInputException if one of them is wrong
   */
  public static Optional<Tracing> from(Map<String, String> environment) {
    if (!asked(environment)) {
      return Optional.empty();
    }
    ChosenIds ids = new ChosenIds();
    try {
      return Optional.of(
          new Tracing(
              AutoConfiguredOpenTelemetrySdk.builder()
                  .addPropertiesSupplier(() -> properties(environment))
                  .addTracerProviderCustomizer((provider, config) -> provider.setIdGenerator(ids))
                  .disableShutdownHook()
                  .build()
                  .getOpenTelemetrySdk(),
              ids));
    } catch (ConfigurationException e) {
      throw new InvalidInputException("OTEL_*", "OpenTelemetry says: " + e.getMessage());
    }
  }

  private static boolean asked(Map<String, String> environment) {
    return !Boolean.parseBoolean(environment.get("OTEL_SDK_DISABLED"))
        && !NONE.equals(environment.get("OTEL_TRACES_EXPORTER"))
        && Stream.of(ENDPOINTS).anyMatch(name -> !environment.getOrDefault(name, "").isBlank());
  }

  /** Traces only: metrics are scraped, logs are what the process prints. */
  private static Map<String, String> properties(Map<String, String> environment) {
    Map<String, String> properties = new HashMap<>();
    properties.put("otel.service.name", "lethe");
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("OTEL_")) {
            properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    properties.put("otel.metrics.exporter", NONE);
    properties.put("otel.logs.exporter", NONE);
    return properties;
  }

  /** For clients that start runs. */
  public WorkflowClientInterceptor client() {
    return new TracingClient(tracer);
  }

  /** For workers. */
  public WorkerInterceptor worker() {
    return new TracingWorker(tracer, ids);
  }

  /** Sends what is left; a collector that does not answer holds nobody up. */
  @Override
  public void close() {
    sdk.getSdkTracerProvider().shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
