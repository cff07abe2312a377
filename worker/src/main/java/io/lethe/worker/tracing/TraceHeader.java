package io.lethe.worker.tracing;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverterException;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.interceptors.Header;
import java.util.HashMap;
import java.util.Map;
import javax.annotation.Nullable;

/** The place of a span in its trace, as it stands in a header of Temporal. */
final class TraceHeader {
  /** What the tracing interceptors of Temporal's SDKs for Python, Go and TypeScript call it. */
  private static final String KEY = "_tracer-data";

  private static final TextMapPropagator FORM = W3CTraceContextPropagator.getInstance();

  private TraceHeader() {}

  static void write(Context context, Header header) {
    Map<String, String> fields = new HashMap<>();
    FORM.inject(context, fields, (map, field, value) -> map.put(field, value));
    DefaultDataConverter.STANDARD_INSTANCE
        .toPayload(fields)
        .ifPresent(payload -> header.getValues().put(KEY, payload));
  }

  /** The context that a header carries; the root context where it carries none that is whole. */
  static Context read(Header header) {
    Payload payload = header.getValues().get(KEY);
    return payload == null
        ? Context.root()
        : FORM.extract(Context.root(), fields(payload), TraceHeader::field);
  }

  /** Anybody may have written it. */
  private static Map<?, ?> fields(Payload payload) {
    try {
      return DefaultDataConverter.STANDARD_INSTANCE.fromPayload(payload, Map.class, Map.class);
    } catch (DataConverterException e) {
      return Map.of();
    }
  }

  @Nullable
  private static String field(@Nullable Map<?, ?> fields, String name) {
    return fields != null && fields.get(name) instanceof String text ? text : null;
  }
}
