package io.lethe.activities.checkpoint;

import io.lethe.formats.MalformedFileException;
import io.lethe.formats.TensorFile;
import io.lethe.store.DigestMismatchException;
import io.lethe.store.ObjectNotFoundException;
import io.lethe.unlearning.NonFiniteLossException;
import io.lethe.unlearning.Resumable;
import io.lethe.unlearning.StepReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Runs one slice of any {@link Resumable} work: restore, step, checkpoint, hand over.
 *
 * <p>A checkpoint is written at every interval, at the end of the slice, and when the monitor stops
 * the slice by throwing (a cancel, or a worker that drains). It is written before the monitor hears
 * of the step, so whatever a heartbeat says has a checkpoint of at most one interval behind it.
 *
 * @param slice how long a slice works at most, apart from its last step
 * @param interval time between checkpoints
 * @param nanoTime monotonic clock, nanoseconds
 */
public record SliceRunner(Duration slice, Duration interval, LongSupplier nanoTime) {

  /**
   * Runs a slice.
   *
   * @param work makes the work in its initial state; called again if a restore spoils it
   * @param checkpoints the stage's checkpoints, opened for this attempt
   * @param arithmetic what decides the arithmetic of this process
   * @param monitor hears every step; may throw to stop the slice
   * @throws NonFiniteLossException naming the last good checkpoint
   * @throws io.lethe.store.FencedException if a later attempt has begun
   */
  public <R> SliceOutcome<R> run(
      Supplier<? extends Resumable<R>> work,
      Checkpoints checkpoints,
      String arithmetic,
      Consumer<StepReport> monitor) {
    Slice<R> current = new Slice<>(checkpoints, arithmetic, nanoTime.getAsLong());
    try (Resumable<R> resumed = current.restore(work)) {
      return current.run(resumed, monitor);
    }
  }

  /** The bookkeeping of one slice. */
  private final class Slice<R> {
    private final Checkpoints checkpoints;
    private final String arithmetic;
    private final long start;
    private final LossHistory losses = new LossHistory();
    private final List<String> warnings = new ArrayList<>();
    private Optional<Checkpoint> origin = Optional.empty();
    private long lastSave;
    private long step;

    Slice(Checkpoints checkpoints, String arithmetic, long start) {
      this.checkpoints = checkpoints;
      this.arithmetic = arithmetic;
      this.start = start;
      this.lastSave = start;
    }

    /** The newest checkpoint that can be used, else the beginning. */
    Resumable<R> restore(Supplier<? extends Resumable<R>> work) {
      for (Checkpoint candidate : checkpoints.newestFirst()) {
        Resumable<R> fresh = work.get();
        boolean restored = false;
        try {
          TensorFile body = checkpoints.load(candidate);
          fresh.restore(losses.takeFrom(body));
          restored = true;
          origin = Optional.of(candidate);
          step = candidate.step();
          return fresh;
        } catch (MalformedFileException | DigestMismatchException | ObjectNotFoundException e) {
          warnings.add(
              "checkpoint after step %d was not usable: %s"
                  .formatted(candidate.step(), e.getMessage()));
        } finally {
          if (!restored) {
            fresh.close();
          }
        }
      }
      return work.get();
    }

    SliceOutcome<R> run(Resumable<R> work, Consumer<StepReport> monitor) {
      while (!work.done() && since(start) < slice.toNanos()) {
        StepReport report = step(work);
        losses.add(report.loss());
        step = report.step();
        if (since(lastSave) >= interval.toNanos()) {
          save(work, 0);
        }
        tell(work, monitor, report);
      }
      if (work.done()) {
        return outcome(Optional.of(work.result()));
      }
      save(work, 1);
      return outcome(Optional.empty());
    }

    private StepReport step(Resumable<R> work) {
      try {
        return work.step();
      } catch (NonFiniteLossException e) {
        throw e.after(
            checkpoints.newestFirst().stream()
                .findFirst()
                .map(c -> "step %d (%s)".formatted(c.step(), checkpoints.body(c.sha256())))
                .orElse("none, the run had none yet"));
      }
    }

    /** A monitor that throws stops the slice; what has been done is kept. */
    private void tell(Resumable<R> work, Consumer<StepReport> monitor, StepReport report) {
      boolean goesOn = false;
      try {
        monitor.accept(report);
        goesOn = true;
      } finally {
        if (!goesOn) {
          save(work, 1);
        }
      }
    }

    private void save(Resumable<R> work, int handovers) {
      checkpoints.save(
          losses.addTo(work.save()),
          new Checkpoint("", step, seconds(), handovers() + handovers, arithmetic, bitExact()));
      lastSave = nanoTime.getAsLong();
    }

    private SliceOutcome<R> outcome(Optional<R> result) {
      int attempts = (int) checkpoints.attempt() - handovers();
      return new SliceOutcome<>(
          result, step, losses.values(), seconds(), attempts, bitExact(), List.copyOf(warnings));
    }

    private double seconds() {
      return origin.map(Checkpoint::seconds).orElse(0.0) + since(start) / 1e9;
    }

    private int handovers() {
      return origin.map(Checkpoint::handovers).orElse(0);
    }

    private boolean bitExact() {
      return origin.map(c -> c.bitExact() && c.arithmetic().equals(arithmetic)).orElse(true);
    }

    private long since(long then) {
      return nanoTime.getAsLong() - then;
    }
  }
}
