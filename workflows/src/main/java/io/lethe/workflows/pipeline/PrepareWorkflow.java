package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.PreparedRun;
import io.lethe.workflows.contract.RawRequest;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Does the edge's work for clients that reach nothing but Temporal: reads a request, holds it
 * against data and model, and answers what to start. It stores and starts nothing.
 *
 * <p>Fails with the failure's kind as type and the field as detail.
 */
@WorkflowInterface
public interface PrepareWorkflow {
  /** Prepares the run of a request. */
  @WorkflowMethod(name = "PrepareWorkflow")
  PreparedRun prepare(RawRequest request);
}
