package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.Baseline;
import io.lethe.workflows.contract.Evaluation;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.StageResult;
import java.util.List;
import java.util.Optional;

/** What a run itself makes of its stages, for tests that hold other sums against it. */
public final class Drafts {
  private Drafts() {}

  /** The result as the workflow builds it; names of stages are those of an unlearning run. */
  public static RunResult of(String run, RunState state, List<StageResult> stages, String ref) {
    ResultDraft draft = new ResultDraft(run);
    for (StageResult stage : stages) {
      draft.finished(stage.stage(), stage);
      stage
          .artifacts()
          .forEach((role, made) -> draft.artifact(role.equals("model") ? "unlearned" : role, made));
      switch (stage.stage()) {
        case "mask", "unlearn" -> draft.runTime(stage.stage(), stage.seconds());
        case "evaluate" -> draft.evaluated(measured(stage));
        case "evaluate-original" -> draft.original(measured(stage));
        default -> draft.compare(new Baseline(ref, measured(stage).metrics()));
      }
    }
    return draft.build(state, Optional.empty(), Optional.empty());
  }

  private static Evaluation measured(StageResult stage) {
    return stage.evaluation().orElseThrow();
  }
}
