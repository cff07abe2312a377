package io.lethe.activities.slice;

import io.lethe.workflows.contract.Progress;
import java.util.List;
import java.util.Optional;

/**
 * How a slice ended.
 *
 * @param progress where it stopped
 * @param finished present when the work is done
 * @param <R> what the work makes
 */
public record SliceOutcome<R>(Progress progress, Optional<Finished<R>> finished) {
  /**
   * Finished work.
   *
   * @param result what it made
   * @param curve loss by step, as JSON
   * @param seconds seconds of work over all slices and attempts
   * @param attempts attempts that were needed
   * @param bitExact whether all of it ran under one arithmetic
   * @param warnings what a reader of the result must know
   */
  public record Finished<R>(
      R result,
      Object curve,
      double seconds,
      int attempts,
      boolean bitExact,
      List<String> warnings) {}
}
