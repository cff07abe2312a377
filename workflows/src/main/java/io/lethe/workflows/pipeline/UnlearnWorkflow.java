package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunResult;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Forgets: admit → mask → unlearn → evaluate → baseline → compare → gate → publish.
 *
 * <p>A run that ends published, completed, rejected or held back by its gate returns its result. A
 * failed one fails with the failure's kind as type and (field, result) as details. A cancelled one
 * ends as cancelled, or returns its result where the update {@code cancel} ended it.
 */
@WorkflowInterface
public interface UnlearnWorkflow extends RunControl {
  /** Runs the request to its end. */
  @WorkflowMethod(name = "UnlearnWorkflow")
  RunResult run(RunInput input);
}
