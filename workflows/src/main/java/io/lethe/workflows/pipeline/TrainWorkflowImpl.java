package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.Admission;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.StageInput;
import io.lethe.workflows.contract.StageResult;

/** The training pipeline; one method a stage. */
public final class TrainWorkflowImpl extends RunPipeline implements TrainWorkflow {
  @Override
  public RunResult run(RunInput given) {
    return execute(given);
  }

  @Override
  RunResult stages() {
    Admission admission = admit();
    StageInput stage = StageInput.of(input, admission);
    ArtifactRef trained = train(stage);
    draft.evaluated(evaluate("evaluate", stage, trained));
    return gate().orElseGet(this::publish);
  }

  private ArtifactRef train(StageInput stage) {
    StageResult result = finish("train", () -> compute.train(stage));
    result
        .artifacts()
        .forEach((role, ref) -> draft.artifact(role.equals("model") ? "trained" : role, ref));
    draft.runTime("train", result.seconds());
    return result.artifact("model");
  }
}
