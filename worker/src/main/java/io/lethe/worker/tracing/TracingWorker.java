package io.lethe.worker.tracing;

import io.opentelemetry.api.trace.Tracer;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;

/** Spans for everything a worker executes. */
final class TracingWorker extends WorkerInterceptorBase {
  private final Tracer tracer;
  private final ChosenIds ids;

  TracingWorker(Tracer tracer, ChosenIds ids) {
    this.tracer = tracer;
    this.ids = ids;
  }

  @Override
  public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
    return new TracedWorkflow(next, new WorkflowSpan(tracer, ids));
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new TracedActivity(next, tracer);
  }
}
