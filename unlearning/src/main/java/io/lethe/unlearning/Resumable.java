package io.lethe.unlearning;

import io.lethe.formats.TensorFile;

/**
 * Work cut into small steps, whose state between two steps can be saved and restored.
 *
 * <p>The contract that durability rests on: for a fixed thread count, instruction set and engine
 * build, restoring a saved state into a freshly made object and running the remaining steps gives
 * the same {@link #result()}, bit for bit, as running all steps without a break.
 *
 * <p>Not thread-safe. One object lives in one thread of one process at a time.
 *
 * @param <R> what is there at the end
 */
public interface Resumable<R> extends AutoCloseable {
  /** Whether all steps have run. */
  boolean done();

  /**
   * Runs the next step (usually one batch; seconds at most).
   *
   * @throws IllegalStateException if {@link #done()}
   * @throws NonFiniteLossException if the loss is NaN or infinite; the state is then not usable
   */
  StepReport step();

  /**
   * A copy of everything the remaining steps depend on. Counters are metadata, arrays are tensors.
   *
   * @throws NonFiniteLossException if it holds numbers that are none: nothing may go on from it
   */
  TensorFile save();

  /**
   * Replaces the state by a saved one.
   *
   * @throws io.lethe.formats.MalformedFileException if the state is not of this kind of work
   */
  void restore(TensorFile state);

  /**
   * The result.
   *
   * @throws IllegalStateException unless {@link #done()}
   */
  R result();

  /** Frees native memory. */
  @Override
  void close();
}
