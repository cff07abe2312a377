package io.lethe.worker.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;

/** One attempt at an activity, as a span: of a compute stage that is one slice. */
final class TracedActivity extends ActivityInboundCallsInterceptorBase {
  private final Tracer tracer;
  private ActivityExecutionContext context;

  TracedActivity(ActivityInboundCallsInterceptor next, Tracer tracer) {
    super(next);
    this.tracer = tracer;
  }

  @Override
  public void init(ActivityExecutionContext given) {
    context = given;
    super.init(given);
  }

  @Override
  public ActivityOutput execute(ActivityInput input) {
    ActivityInfo info = context.getInfo();
    Span span =
        tracer
            .spanBuilder("RunActivity:" + info.getActivityType())
            .setSpanKind(SpanKind.CONSUMER)
            .setParent(TraceHeader.read(input.getHeader()))
            .setAttribute(Spans.WORKFLOW, info.getWorkflowId())
            .setAttribute(Spans.EXECUTION, info.getWorkflowRunId())
            .setAttribute(Spans.QUEUE, info.getActivityTaskQueue())
            .setAttribute(Spans.ATTEMPT, (long) info.getAttempt())
            .startSpan();
    try {
      return super.execute(input);
    } catch (RuntimeException e) {
      Spans.failed(span, e);
      throw e;
    } finally {
      span.end();
    }
  }
}
