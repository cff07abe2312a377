package io.lethe.worker.tracing;

import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.failure.TemporalFailure;
import java.util.Optional;

/** One execution of a workflow: hands its place in the trace on to what it asks for. */
final class TracedWorkflow extends WorkflowInboundCallsInterceptorBase {
  private final WorkflowSpan span;

  TracedWorkflow(WorkflowInboundCallsInterceptor next, WorkflowSpan span) {
    super(next);
    this.span = span;
  }

  @Override
  public void init(WorkflowOutboundCallsInterceptor outbound) {
    super.init(new Outbound(outbound));
  }

  @Override
  public WorkflowOutput execute(WorkflowInput input) {
    span.below(TraceHeader.read(input.getHeader()));
    try {
      WorkflowOutput output = super.execute(input);
      span.ended(Optional.empty());
      return output;
    } catch (TemporalFailure e) {
      // Anything else ends a task, not the workflow.
      span.ended(Optional.of(e));
      throw e;
    }
  }

  /** What the workflow asks for. */
  private final class Outbound extends WorkflowOutboundCallsInterceptorBase {
    Outbound(WorkflowOutboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public <R> ActivityOutput<R> executeActivity(ActivityInput<R> input) {
      TraceHeader.write(span.context(), input.getHeader());
      return super.executeActivity(input);
    }

    @Override
    public <R> ChildWorkflowOutput<R> executeChildWorkflow(ChildWorkflowInput<R> input) {
      TraceHeader.write(span.context(), input.getHeader());
      return super.executeChildWorkflow(input);
    }

    @Override
    public void continueAsNew(ContinueAsNewInput input) {
      TraceHeader.write(span.context(), input.getHeader());
      span.ended(Optional.empty());
      super.continueAsNew(input);
    }
  }
}
