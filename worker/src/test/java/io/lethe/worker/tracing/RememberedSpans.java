package io.lethe.worker.tracing;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What {@code OTEL_TRACES_EXPORTER=remembered} sends spans to: all tracers of this process. */
public final class RememberedSpans implements ConfigurableSpanExporterProvider {
  static final String NAME = "remembered";

  private static final List<SpanData> SPANS = new CopyOnWriteArrayList<>();

  /** Spans of a run, in the order they ended. */
  static List<SpanData> of(String run) {
    return SPANS.stream()
        .filter(span -> run.equals(span.getAttributes().get(Spans.WORKFLOW)))
        .toList();
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public SpanExporter createExporter(ConfigProperties config) {
    return new SpanExporter() {
      @Override
      public CompletableResultCode export(Collection<SpanData> spans) {
        SPANS.addAll(spans);
        return CompletableResultCode.ofSuccess();
      }

      @Override
      public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
      }

      @Override
      public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
      }
    };
  }
}
