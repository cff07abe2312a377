package io.lethe.activities;

import io.lethe.activities.plan.Preparation;
import io.lethe.activities.slice.Measurements;
import io.lethe.activities.slice.Pulse;
import io.lethe.activities.slice.SliceSettings;
import io.lethe.activities.stage.Stages;
import io.lethe.workflows.contract.Admission;
import io.lethe.workflows.contract.ComputeActivities;
import io.lethe.workflows.contract.PreparedRun;
import io.lethe.workflows.contract.RawRequest;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.SliceResult;
import io.lethe.workflows.contract.StageInput;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.WorkflowClient;
import java.util.function.Supplier;

/** Work on the compute queue. */
public final class ComputeActivitiesImpl implements ComputeActivities {
  private final Workspace workspace;
  private final Stages stages;
  private final SliceSettings settings;

  /** Activities with the standard slices. */
  public ComputeActivitiesImpl(Workspace workspace) {
    this(workspace, SliceSettings.standard());
  }

  /** Activities with other slices. */
  public ComputeActivitiesImpl(Workspace workspace, SliceSettings settings) {
    this(workspace, settings, Measurements.NONE);
  }

  /** Activities whose work somebody counts. */
  public ComputeActivitiesImpl(
      Workspace workspace, SliceSettings settings, Measurements measurements) {
    this.workspace = workspace;
    this.stages = new Stages(workspace, settings, measurements);
    this.settings = settings;
  }

  @Override
  public PreparedRun prepare(RawRequest request) {
    WorkflowClient temporal = context().getWorkflowClient();
    return beating("prepare", () -> new Preparation(workspace, temporal).prepare(request));
  }

  @Override
  public Admission admit(RunInput run) {
    return beating("admit", () -> stages.admit(run));
  }

  private <T> T beating(String stage, Supplier<T> work) {
    return ActivityGuard.run(
        () -> {
          try (Pulse pulse = new Pulse(context()::heartbeat, stage, settings.heartbeats())) {
            pulse.check();
            T answer = work.get();
            pulse.check();
            return answer;
          }
        });
  }

  @Override
  public SliceResult mask(StageInput input) {
    return ActivityGuard.run(() -> stages.mask(context(), input));
  }

  @Override
  public SliceResult unlearn(StageInput input) {
    return ActivityGuard.run(() -> stages.method(context(), "unlearn", input));
  }

  @Override
  public SliceResult train(StageInput input) {
    return ActivityGuard.run(() -> stages.method(context(), "train", input));
  }

  @Override
  public SliceResult evaluate(StageInput input) {
    return ActivityGuard.run(() -> stages.evaluate(context(), input));
  }

  private static ActivityExecutionContext context() {
    return Activity.getExecutionContext();
  }
}
