package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.Admission;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.Baseline;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.StageInput;
import io.lethe.workflows.contract.StageResult;
import java.util.List;
import java.util.Optional;

/** The unlearning pipeline; one method a stage. */
public final class UnlearnWorkflowImpl extends RunPipeline implements UnlearnWorkflow {
  @Override
  public RunResult run(RunInput given) {
    return execute(given);
  }

  @Override
  RunResult stages() {
    Admission admission = admit();
    StageInput stage = StageInput.of(input, admission);
    Optional<ArtifactRef> mask = mask(stage);
    ArtifactRef unlearned = unlearn(stage.withMask(mask));
    measure(stage, unlearned);
    Optional<ArtifactRef> baseline = baseline(admission);
    compare(stage, baseline);
    return gate().orElseGet(this::publish);
  }

  private Optional<ArtifactRef> mask(StageInput stage) {
    if (input.request().method().mask().isEmpty()) {
      return Optional.empty();
    }
    StageResult result = finish("mask", () -> compute.mask(stage));
    result.artifacts().forEach(draft::artifact);
    draft.runTime("mask", result.seconds());
    return Optional.of(result.artifact("mask"));
  }

  private ArtifactRef unlearn(StageInput stage) {
    StageResult result = finish("unlearn", () -> compute.unlearn(stage));
    ArtifactRef unlearned = result.artifact("model");
    result.artifacts().forEach((role, ref) -> draft.artifact(resultRole(role), ref));
    draft.runTime("unlearn", result.seconds());
    return unlearned;
  }

  private static String resultRole(String role) {
    return role.equals("model") ? "unlearned" : role;
  }

  private void measure(StageInput stage, ArtifactRef unlearned) {
    draft.evaluated(evaluate("evaluate", stage, unlearned));
    stage
        .admission()
        .model()
        .ifPresent(model -> draft.original(evaluate("evaluate-original", stage, model)));
  }

  private Optional<ArtifactRef> baseline(Admission admission) {
    return switch (input.request().baseline().mode()) {
      case NONE -> Optional.empty();
      case REF -> admission.baseline();
      case REUSE -> {
        if (admission.baseline().isEmpty()) {
          draft.warn(List.of("no baseline of this content was found: no gaps"));
        }
        yield admission.baseline();
      }
      case TRAIN -> Optional.of(admission.baseline().orElseGet(this::trainBaseline));
    };
  }

  private ArtifactRef trainBaseline() {
    enter("baseline");
    RunResult trained = BaselineTraining.of(input);
    draft.trainedBaseline(trained);
    return trained.artifacts().get("trained");
  }

  private void compare(StageInput stage, Optional<ArtifactRef> baseline) {
    baseline.ifPresent(
        model ->
            draft.compare(
                new Baseline(model.key(), evaluate("evaluate-baseline", stage, model).metrics())));
  }
}
