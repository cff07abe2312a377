package io.lethe.activities.slice;

import io.lethe.activities.Workspace;
import io.lethe.formats.Safetensors;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.NonFiniteLossException;
import io.lethe.unlearning.Resumable;
import io.lethe.unlearning.compute.EngineDescription;
import io.lethe.workflows.contract.ArtifactRef;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.ActivityWorkerShutdownException;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs any {@link Resumable} in slices.
 *
 * <p>A slice takes a fencing token, restores the newest checkpoint that is whole, and steps until
 * the work is done, the slice is over, or somebody wants it to stop. Checkpoints are written on an
 * interval and at every end: body first, under its hash, then the fenced pointer; heartbeats only
 * say how far it is.
 */
public final class SliceRunner {
  private static final Logger LOG = LoggerFactory.getLogger(SliceRunner.class);
  private static final double NANOS = 1e9;

  private final Workspace workspace;
  private final SliceSettings settings;
  private final Measurements measurements;

  /** A runner. */
  public SliceRunner(Workspace workspace, SliceSettings settings, Measurements measurements) {
    this.workspace = workspace;
    this.settings = settings;
    this.measurements = measurements;
  }

  /**
   * Runs one slice.
   *
   * @param stageKey names the checkpoints
   * @param stage name of the stage, for progress
   * @param arithmetic what decides the arithmetic here
   * @param work makes the work in its initial state; closed at the end
   * @param pulse the activity's heart
   * @throws ActivityCompletionException if cancelled; a checkpoint has been written
   * @throws InvalidInputException {@code method.learningRate} if the loss or a weight is no finite
   *     number
   */
  public <R> SliceOutcome<R> run(
      String stageKey,
      String stage,
      EngineDescription arithmetic,
      Supplier<? extends Resumable<R>> work,
      Pulse pulse) {
    CheckpointTrail trail = CheckpointTrail.open(workspace, stageKey);
    try (Slice<R> slice = restore(trail, work, arithmetic)) {
      LOG.info("stage {}: goes on from step {} with token {}", stageKey, slice.step, trail.token());
      measurements.sliceBegan(stage);
      try {
        return new Loop<>(slice, stageKey, stage, trail, pulse).run();
      } finally {
        measurements.sliceEnded(stage);
      }
    }
  }

  /** Work that goes on from somewhere. */
  private static final class Slice<R> implements AutoCloseable {
    final Resumable<R> work;
    final LossCurve curve;
    final EngineDescription arithmetic;
    final boolean bitExact;
    final double secondsBefore;
    long step;

    Slice(
        Resumable<R> work,
        LossCurve curve,
        EngineDescription arithmetic,
        Optional<Checkpoint> from) {
      this.work = work;
      this.curve = curve;
      this.arithmetic = arithmetic;
      this.bitExact = from.map(c -> c.bitExact() && c.arithmetic().equals(arithmetic)).orElse(true);
      this.secondsBefore = from.map(Checkpoint::seconds).orElse(0.0);
      this.step = from.map(Checkpoint::step).orElse(0L);
    }

    @Override
    public void close() {
      work.close();
    }
  }

  private <R> Slice<R> restore(
      CheckpointTrail trail, Supplier<? extends Resumable<R>> work, EngineDescription arithmetic) {
    for (Checkpoint checkpoint : trail.checkpoints()) {
      // Made anew for each try: a refused state may have been taken over in part.
      Resumable<R> fresh = work.get();
      LossCurve curve = new LossCurve();
      boolean taken = false;
      try {
        taken = trail.restore(checkpoint, state -> fresh.restore(curve.outOf(state)));
      } finally {
        if (!taken) {
          fresh.close();
        }
      }
      if (taken) {
        return new Slice<>(fresh, curve, arithmetic, Optional.of(checkpoint));
      }
    }
    return new Slice<>(work.get(), new LossCurve(), arithmetic, Optional.empty());
  }

  /** The steps of one slice. */
  private final class Loop<R> {
    private final Slice<R> slice;
    private final String stageKey;
    private final String stage;
    private final CheckpointTrail trail;
    private final Pulse pulse;
    private final long began = settings.nanos().getAsLong();
    private final Meter meter;
    private long lastCheckpoint = began;

    Loop(Slice<R> slice, String stageKey, String stage, CheckpointTrail trail, Pulse pulse) {
      this.stageKey = stageKey;
      this.stage = stage;
      this.slice = slice;
      this.trail = trail;
      this.pulse = pulse;
      this.meter = new Meter(stage, began / NANOS);
    }

    SliceOutcome<R> run() {
      try {
        return steps();
      } catch (NonFiniteLossException e) {
        throw diverged(e);
      }
    }

    private SliceOutcome<R> steps() {
      try {
        while (!slice.work.done()) {
          pulse.check();
          if (since(began) >= settings.slice().toNanos()) {
            checkpoint(true);
            return new SliceOutcome<>(pulse.progress(), Optional.empty());
          }
          step();
          if (since(lastCheckpoint) >= settings.checkpoints().toNanos()) {
            checkpoint(false);
          }
        }
        R result = slice.work.result();
        trail.requireNewest();
        return finished(result);
      } catch (ActivityWorkerShutdownException e) {
        // Drained: the next slice goes to a worker that stays.
        checkpoint(true);
        return new SliceOutcome<>(pulse.progress(), Optional.empty());
      } catch (ActivityCompletionException e) {
        checkpointQuietly(e);
        throw e;
      }
    }

    private void step() {
      var report = slice.work.step();
      slice.step = report.step();
      slice.curve.add(report);
      LOG.debug("stage {}: step {} of {}", stageKey, report.step(), report.steps());
      pulse.report(meter.after(report, settings.nanos().getAsLong() / NANOS));
      measurements.stepped(report, pulse.progress());
    }

    private InvalidInputException diverged(NonFiniteLossException cause) {
      InvalidInputException stopped =
          new InvalidInputException(
              "method.learningRate", cause.getMessage() + "; last good checkpoint: " + lastGood());
      stopped.initCause(cause);
      return stopped;
    }

    private String lastGood() {
      return trail
          .newest()
          .map(good -> "step %d, %s".formatted(good.step(), good.body().key()))
          .orElse("none, the run had not reached one");
    }

    private void checkpoint(boolean planned) {
      byte[] body = Safetensors.toBytes(slice.curve.into(slice.work.save()));
      ArtifactRef stored = trail.store(body);
      trail.append(
          new Checkpoint(stored, slice.step, seconds(), slice.arithmetic, slice.bitExact), planned);
      lastCheckpoint = settings.nanos().getAsLong();
      measurements.checkpointed(stage, body.length);
      LOG.debug("stage {}: checkpoint of step {}", stageKey, slice.step);
    }

    /** The stop itself must get through, whatever becomes of its checkpoint. */
    private void checkpointQuietly(ActivityCompletionException stop) {
      try {
        checkpoint(false);
      } catch (RuntimeException e) {
        LOG.warn("stage {}: no checkpoint at the end: {}", stageKey, e.getMessage());
        stop.addSuppressed(e);
      }
    }

    private SliceOutcome<R> finished(R result) {
      return new SliceOutcome<>(
          pulse.progress(),
          Optional.of(
              new SliceOutcome.Finished<>(
                  result,
                  slice.curve.curve(),
                  seconds(),
                  trail.attempts(),
                  slice.bitExact,
                  trail.warnings())));
    }

    private double seconds() {
      return slice.secondsBefore + since(began) / NANOS;
    }

    private long since(long then) {
      return settings.nanos().getAsLong() - then;
    }
  }
}
