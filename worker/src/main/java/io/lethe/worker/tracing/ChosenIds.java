package io.lethe.worker.tracing;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/** Random ids, except for a span whose place in the trace is known before it is made. */
final class ChosenIds implements IdGenerator {
  private static final IdGenerator RANDOM = IdGenerator.random();

  private static final ThreadLocal<SpanContext> CHOSEN = new ThreadLocal<>();

  /** Makes a span with the ids of a context. */
  <T> T with(SpanContext context, Supplier<T> span) {
    CHOSEN.set(context);
    try {
      return span.get();
    } finally {
      CHOSEN.remove();
    }
  }

  @Override
  public String generateSpanId() {
    SpanContext context = CHOSEN.get();
    return context == null ? RANDOM.generateSpanId() : context.getSpanId();
  }

  @Override
  public String generateTraceId() {
    SpanContext context = CHOSEN.get();
    return context == null ? RANDOM.generateTraceId() : context.getTraceId();
  }
}
