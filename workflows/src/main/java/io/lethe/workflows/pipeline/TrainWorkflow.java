package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunResult;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Trains an original model, or a Retrain baseline as a child of {@link UnlearnWorkflow}: admit →
 * train → evaluate → gate → publish.
 */
@WorkflowInterface
public interface TrainWorkflow extends RunControl {
  /** Runs the request to its end. */
  @WorkflowMethod(name = "TrainWorkflow")
  RunResult run(RunInput input);
}
