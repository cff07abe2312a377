package io.lethe.activities.stage;

import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.activities.Workspace;
import io.lethe.activities.inputs.StageInputs;
import io.lethe.activities.inputs.Threads;
import io.lethe.activities.slice.Measurements;
import io.lethe.activities.slice.Pulse;
import io.lethe.activities.slice.SliceOutcome;
import io.lethe.activities.slice.SliceRunner;
import io.lethe.activities.slice.SliceSettings;
import io.lethe.store.Location;
import io.lethe.unlearning.compute.EngineDescription;
import io.lethe.unlearning.compute.Engines;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.SliceResult;
import io.lethe.workflows.contract.StageInput;
import io.lethe.workflows.contract.StageResult;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.ActivityWorkerShutdownException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one slice of a stage, or finds the stage finished. */
final class StageRunner {
  private static final Logger LOG = LoggerFactory.getLogger(StageRunner.class);

  private final Workspace workspace;
  private final SliceSettings settings;
  private final Measurements measurements;

  StageRunner(Workspace workspace, SliceSettings settings, Measurements measurements) {
    this.workspace = workspace;
    this.settings = settings;
    this.measurements = measurements;
  }

  <R> SliceResult run(ActivityExecutionContext context, StageInput input, Stage<R> stage) {
    RunInput run = input.run();
    use(stage.key(), run.request().name());
    Location place = Layout.stage(stage.key());
    Optional<StageResult> before =
        workspace
            .store()
            .find(place)
            .map(found -> Json.read(place, found.bytes(), StageResult.class))
            .filter(this::isThere);
    if (before.isPresent()) {
      return new SliceResult(Progress.of(stage.name()), before);
    }
    LOG.info(
        "run {}: {} begins a slice of stage {}", run.request().name(), stage.name(), stage.key());
    try (Pulse pulse = new Pulse(context::heartbeat, stage.name(), settings.heartbeats())) {
      if (!wanted(pulse)) {
        return new SliceResult(pulse.progress(), Optional.empty());
      }
      List<String> warnings = Threads.use(run.request().compute().threads());
      StageInputs inputs = StageInputs.load(workspace, run);
      Admitted.require(workspace.store(), input, inputs);
      EngineDescription arithmetic = Engines.describe(inputs.device());
      SliceOutcome<R> outcome =
          new SliceRunner(workspace, settings, measurements)
              .run(stage.key(), stage.name(), arithmetic, () -> stage.work(inputs), pulse);
      return new SliceResult(
          outcome.progress(),
          outcome.finished().map(done -> finish(place, stage, inputs, done, warnings)));
    }
  }

  /** A stage of which something was deleted since is done again; it makes the same. */
  private boolean isThere(StageResult result) {
    for (ArtifactRef made : result.artifacts().values()) {
      if (workspace.store().head(Location.parse(made.key())).isEmpty()) {
        LOG.warn("{} is gone: stage {} is done again", made.key(), result.key());
        return false;
      }
    }
    return true;
  }

  /** Notes for whom the stage is, before its result is looked for, so that nobody removes it. */
  private void use(String key, String run) {
    Location user = Layout.stageUser(key, run);
    if (workspace.store().head(user).isEmpty()) {
      workspace.store().putIfAbsent(user, new byte[] {'{', '}'});
    }
  }

  /**
   * Whether to begin at all.
   *
   * @return false in a process that is shutting down: the next slice goes to one that stays
   * @throws ActivityCompletionException if cancelled, or given up and handed to another worker
   */
  private static boolean wanted(Pulse pulse) {
    try {
      pulse.check();
      return true;
    } catch (ActivityWorkerShutdownException e) {
      return false;
    }
  }

  private <R> StageResult finish(
      Location place,
      Stage<R> stage,
      StageInputs inputs,
      SliceOutcome.Finished<R> finished,
      List<String> warnings) {
    Stage.Made made = stage.complete(inputs, finished);
    List<String> all = new ArrayList<>(warnings);
    all.addAll(finished.warnings());
    all.addAll(made.warnings());
    StageResult result =
        new StageResult(
            stage.name(),
            stage.key(),
            made.artifacts(),
            made.evaluation(),
            finished.seconds(),
            finished.attempts(),
            finished.bitExact(),
            all);
    // Whoever was first is right; another attempt made the same content.
    workspace.store().putIfAbsent(place, Json.sealed(result));
    measurements.finished(stage.name(), finished.seconds());
    LOG.info(
        "run {}: {} has finished stage {}", inputs.request().name(), stage.name(), stage.key());
    return Json.read(place, workspace.store().read(place).bytes(), StageResult.class);
  }
}
