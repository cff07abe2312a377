package io.lethe.worker.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;

/** The start of a run: where its trace begins, or goes on from whoever asked for the run. */
final class TracingClient extends WorkflowClientInterceptorBase {
  private final Tracer tracer;

  TracingClient(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public WorkflowClientCallsInterceptor workflowClientCallsInterceptor(
      WorkflowClientCallsInterceptor next) {
    return new WorkflowClientCallsInterceptorBase(next) {
      @Override
      public WorkflowStartOutput start(WorkflowStartInput input) {
        Span span =
            tracer
                .spanBuilder("StartWorkflow:" + input.getWorkflowType())
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(Spans.WORKFLOW, input.getWorkflowId())
                .startSpan();
        TraceHeader.write(Context.current().with(span), input.getHeader());
        try {
          return super.start(input);
        } catch (RuntimeException e) {
          Spans.failed(span, e);
          throw e;
        } finally {
          span.end();
        }
      }
    };
  }
}
