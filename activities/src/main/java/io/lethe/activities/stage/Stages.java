package io.lethe.activities.stage;

import io.lethe.activities.Layout;
import io.lethe.activities.Workspace;
import io.lethe.activities.inputs.RequestKey;
import io.lethe.activities.plan.Plan;
import io.lethe.activities.plan.Planner;
import io.lethe.activities.slice.Measurements;
import io.lethe.activities.slice.SliceSettings;
import io.lethe.unlearning.data.RecordIndex;
import io.lethe.workflows.contract.Admission;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.SliceResult;
import io.lethe.workflows.contract.StageInput;
import io.temporal.activity.ActivityExecutionContext;

/** The compute stages, each entered once a slice. */
public final class Stages {
  private final Workspace workspace;
  private final StageRunner runner;

  /** Stages of a workspace. */
  public Stages(Workspace workspace, SliceSettings settings, Measurements measurements) {
    this.workspace = workspace;
    this.runner = new StageRunner(workspace, settings, measurements);
  }

  /** Holds the request against data and model, and digests its lists under its own key. */
  public Admission admit(RunInput run) {
    Planner.Planned planned = new Planner(workspace).plan(run);
    Plan plan = planned.plan();
    RecordIndex index = planned.inputs().dataset().data().index();
    workspace.store().createBucketIfMissing(Layout.BUCKET);
    RequestKey key = RequestKey.of(workspace.store(), run.request().name());
    return new Admission(
        plan.membership(),
        plan.model(),
        plan.baseline(),
        plan.datasetSha256(),
        plan.forget(),
        plan.retain(),
        plan.test(),
        key.digest(index.ids(planned.inputs().sets().forget())),
        key.digest(index.ids(planned.inputs().sets().retain())),
        plan.warnings());
  }

  /** Saliency and mask. */
  public SliceResult mask(ActivityExecutionContext context, StageInput input) {
    return runner.run(context, input, new MaskStage(workspace, input));
  }

  /** The method; named {@code unlearn} or {@code train}. */
  public SliceResult method(ActivityExecutionContext context, String name, StageInput input) {
    return runner.run(context, input, new MethodStage(name, workspace, input));
  }

  /** Metrics. */
  public SliceResult evaluate(ActivityExecutionContext context, StageInput input) {
    return runner.run(context, input, new EvaluateStage(workspace, input));
  }
}
