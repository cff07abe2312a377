package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.TaskQueues;
import io.lethe.workflows.request.BaselineSpec;
import io.lethe.workflows.request.GateSpec;
import io.lethe.workflows.request.Kind;
import io.lethe.workflows.request.ModelSpec;
import io.lethe.workflows.request.Request;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import java.util.Optional;

/** Retrain as a child: same data, same forget set, the recipe of the request. */
final class BaselineTraining {
  private BaselineTraining() {}

  static RunResult of(RunInput parent) {
    Request request = request(parent.request());
    TrainWorkflow child =
        Workflow.newChildWorkflowStub(
            TrainWorkflow.class,
            ChildWorkflowOptions.newBuilder()
                .setWorkflowId(request.name())
                .setTaskQueue(TaskQueues.WORKFLOWS)
                .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_REQUEST_CANCEL)
                .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                .build());
    return child.run(
        new RunInput(
            request,
            parent.requestDigest() + "/baseline",
            parent.request().model().ref(),
            Optional.empty()));
  }

  /** The request for the baseline; its name cannot clash with a run of a person's naming twice. */
  static Request request(Request parent) {
    ModelSpec model = parent.model();
    return new Request(
        Kind.TRAIN,
        parent.name() + ".baseline",
        new ModelSpec(
            Optional.empty(),
            Optional.empty(),
            model.architecture(),
            model.classes(),
            model.normalization()),
        parent.dataset(),
        parent.forget(),
        parent.retain(),
        parent.baseline().recipe().orElseThrow(),
        new BaselineSpec(BaselineSpec.Mode.NONE, Optional.empty(), Optional.empty()),
        parent.evaluate(),
        new GateSpec(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            GateSpec.Approval.NONE),
        Optional.empty(),
        parent.seed(),
        parent.compute(),
        parent.determinism(),
        parent.preset(),
        Optional.empty());
  }
}
