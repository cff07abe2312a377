package io.lethe.unlearning.method;

import io.lethe.formats.TensorFile;
import io.lethe.unlearning.Resumable;

/**
 * A method at work; its result are the weights, with exactly the tensors the network was read with.
 */
public interface UnlearningRun extends Resumable<TensorFile> {
  /** Number of steps of the whole run. */
  long steps();
}
