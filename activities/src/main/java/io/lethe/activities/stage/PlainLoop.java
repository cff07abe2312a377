package io.lethe.activities.stage;

import io.lethe.activities.Workspace;
import io.lethe.activities.inputs.StageInputs;
import io.lethe.activities.inputs.Threads;
import io.lethe.activities.slice.Measurements;
import io.lethe.activities.slice.SliceOutcome;
import io.lethe.activities.slice.SliceSettings;
import io.lethe.unlearning.Resumable;
import io.lethe.workflows.contract.Admission;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.StageInput;
import io.lethe.workflows.contract.StageResult;
import java.util.List;

/**
 * The stages as plain loops: no slices, no checkpoints, no heartbeats, no fencing. What the durable
 * way gives is held against what this gives, and its time against this time.
 */
public final class PlainLoop {
  private static final double NANOS = 1e9;

  private final Workspace workspace;

  /** Loops over that workspace, whose store takes the artifacts. */
  public PlainLoop(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * A stage and its times.
   *
   * @param result the stage's result; its seconds are those of the loop
   * @param steps steps of the loop
   * @param loadSeconds to load data and model
   * @param loopSeconds of the steps alone
   * @param storeSeconds to make and store the artifacts
   */
  public record Timed(
      StageResult result,
      long steps,
      double loadSeconds,
      double loopSeconds,
      double storeSeconds) {}

  /** As the first stage of a run does. */
  public Admission admit(RunInput run) {
    return new Stages(workspace, SliceSettings.standard(), Measurements.NONE).admit(run);
  }

  /** Saliency and mask. */
  public Timed mask(StageInput input) {
    return run(new MaskStage(workspace, input), input);
  }

  /** The method; named {@code unlearn} or {@code train}. */
  public Timed method(String name, StageInput input) {
    return run(new MethodStage(name, workspace, input), input);
  }

  /** Metrics. */
  public Timed evaluate(StageInput input) {
    return run(new EvaluateStage(workspace, input), input);
  }

  private <R> Timed run(Stage<R> stage, StageInput input) {
    List<String> warnings = Threads.use(input.run().request().compute().threads());
    long began = System.nanoTime();
    StageInputs inputs = StageInputs.load(workspace, input.run());
    try (Resumable<R> work = stage.work(inputs)) {
      long loaded = System.nanoTime();
      long steps = 0;
      while (!work.done()) {
        work.step();
        steps++;
      }
      R made = work.result();
      long looped = System.nanoTime();
      double seconds = (looped - loaded) / NANOS;
      Stage.Made kept =
          stage.complete(
              inputs, new SliceOutcome.Finished<>(made, List.of(), seconds, 1, true, List.of()));
      return new Timed(
          new StageResult(
              stage.name(),
              stage.key(),
              kept.artifacts(),
              kept.evaluation(),
              seconds,
              1,
              true,
              warnings),
          steps,
          (loaded - began) / NANOS,
          seconds,
          (System.nanoTime() - looped) / NANOS);
    }
  }
}
