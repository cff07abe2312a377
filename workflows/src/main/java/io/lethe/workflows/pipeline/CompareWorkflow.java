package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.CellStatus;
import io.lethe.workflows.contract.CompareInput;
import io.lethe.workflows.contract.RunResult;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;

/**
 * Compares: methods × forget sets × seeds, each cell an {@link UnlearnWorkflow} of its own, at most
 * {@code parallelism} at a time. A run that fails is listed and ends nothing but itself.
 *
 * <p>Returns its result where every run ended well; fails with the worst failure's kind, and the
 * same details as {@link UnlearnWorkflow}, where one did not.
 */
@WorkflowInterface
public interface CompareWorkflow extends RunControl {
  /** Runs the comparison to its end. */
  @WorkflowMethod(name = "CompareWorkflow")
  RunResult run(CompareInput input);

  /** How every run of the comparison stands. */
  @QueryMethod(name = "cells")
  List<CellStatus> cells();
}
