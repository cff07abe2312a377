package io.lethe.worker.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.temporal.failure.ApplicationFailure;

/** What all spans say alike: names of runs, never their inputs or messages. */
final class Spans {
  /** As in Temporal's other SDKs. */
  static final AttributeKey<String> WORKFLOW = AttributeKey.stringKey("temporalWorkflowID");

  /** As in Temporal's other SDKs. */
  static final AttributeKey<String> EXECUTION = AttributeKey.stringKey("temporalRunID");

  static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("lethe.attempt");
  static final AttributeKey<String> QUEUE = AttributeKey.stringKey("lethe.queue");

  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private Spans() {}

  /** Marks a span as failed; of the failure only its kind, since a message may name anything. */
  static void failed(Span span, Throwable failure) {
    span.setStatus(StatusCode.ERROR);
    span.setAttribute(
        ERROR,
        failure instanceof ApplicationFailure application
            ? application.getType()
            : failure.getClass().getSimpleName());
  }
}
