package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunResult;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Forgets: admit → mask → unlearn → evaluate → baseline → compare → gate → publish.
 *
 * <p>Always returns a result, also for failed and cancelled runs, except where the workflow itself
 * is cancelled from outside: then it ends as cancelled.
 */
@WorkflowInterface
public interface UnlearnWorkflow extends RunControl {
  /** Runs the request to its end. */
  @WorkflowMethod(name = "UnlearnWorkflow")
  RunResult run(RunInput input);
}
