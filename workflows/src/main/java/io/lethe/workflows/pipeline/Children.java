package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.TaskQueues;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;

/** Runs as children: cancelled with their parent, which waits until they have stopped. */
final class Children {
  private Children() {}

  static TrainWorkflow train(String name) {
    return Workflow.newChildWorkflowStub(TrainWorkflow.class, options(name));
  }

  static UnlearnWorkflow unlearn(String name) {
    return Workflow.newChildWorkflowStub(UnlearnWorkflow.class, options(name));
  }

  private static ChildWorkflowOptions options(String name) {
    return ChildWorkflowOptions.newBuilder()
        .setWorkflowId(name)
        .setTaskQueue(TaskQueues.WORKFLOWS)
        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_REQUEST_CANCEL)
        .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
        .build();
  }
}
