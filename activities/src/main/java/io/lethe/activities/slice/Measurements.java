package io.lethe.activities.slice;

import io.lethe.unlearning.StepReport;
import io.lethe.workflows.contract.Progress;

/**
 * Who counts the compute work of a process; by default nobody. Methods are called on the thread
 * that works, one slice of a stage at a time, and must not block.
 */
public interface Measurements {
  /** Nobody counts. */
  Measurements NONE = new Measurements() {};

  /** A slice has restored its state and begins to step. */
  default void sliceBegan(String stage) {}

  /** A step was made. */
  default void stepped(StepReport step, Progress progress) {}

  /** A checkpoint was written, and the pointer names it. */
  default void checkpointed(String stage, long bytes) {}

  /** The slice is over, for whatever reason. */
  default void sliceEnded(String stage) {}

  /**
   * A stage has its result.
   *
   * @param seconds seconds of work over all slices and attempts
   */
  default void finished(String stage, double seconds) {}
}
