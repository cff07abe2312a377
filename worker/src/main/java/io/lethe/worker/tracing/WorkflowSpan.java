package io.lethe.worker.tracing;

import io.lethe.formats.Digests;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import io.temporal.workflow.unsafe.WorkflowUnsafe;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The span of one execution of a workflow. Its id follows from the execution's, so every worker
 * that replays it knows the parent of its activities; the span itself is made at the end, by the
 * worker that sees it end. Nothing of this is a command, so histories do not depend on it.
 */
final class WorkflowSpan {
  private static final int TRACE_ID = 32;
  private static final int SPAN_ID = 16;

  private final Tracer tracer;
  private final ChosenIds ids;
  private Context parent = Context.root();
  private SpanContext place = SpanContext.getInvalid();

  WorkflowSpan(Tracer tracer, ChosenIds ids) {
    this.tracer = tracer;
    this.ids = ids;
  }

  /** Takes its place below what asked for the workflow. */
  void below(Context asked) {
    parent = asked;
    String digest = Digests.sha256(Workflow.getInfo().getRunId().getBytes(StandardCharsets.UTF_8));
    String spanId = digest.substring(0, SPAN_ID);
    SpanContext above = Span.fromContext(asked).getSpanContext();
    place =
        above.isValid()
            ? SpanContext.create(
                above.getTraceId(), spanId, above.getTraceFlags(), above.getTraceState())
            : SpanContext.create(
                digest.substring(SPAN_ID, SPAN_ID + TRACE_ID),
                spanId,
                TraceFlags.getSampled(),
                TraceState.getDefault());
  }

  /** What the workflow asks for is below it. */
  Context context() {
    return Context.root().with(Span.wrap(place));
  }

  /** Tells of the execution, once it is over; a replay has been told before. */
  void ended(Optional<Throwable> failure) {
    if (WorkflowUnsafe.isReplaying()) {
      return;
    }
    WorkflowInfo info = Workflow.getInfo();
    Span span =
        ids.with(
            place,
            () ->
                tracer
                    .spanBuilder("RunWorkflow:" + info.getWorkflowType())
                    .setSpanKind(SpanKind.CONSUMER)
                    .setParent(parent)
                    .setStartTimestamp(info.getRunStartedTimestampMillis(), TimeUnit.MILLISECONDS)
                    .setAttribute(Spans.WORKFLOW, info.getWorkflowId())
                    .setAttribute(Spans.EXECUTION, info.getRunId())
                    .startSpan());
    failure.ifPresent(thrown -> Spans.failed(span, thrown));
    span.end(Workflow.currentTimeMillis(), TimeUnit.MILLISECONDS);
  }
}
