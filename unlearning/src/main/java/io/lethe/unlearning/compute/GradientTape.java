package io.lethe.unlearning.compute;

import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;

/**
 * Records operations on arrays that require gradients, until closed.
 *
 * <p>The engine allows one recorder in a process at a time; a second tape waits until the first is
 * closed. Open and close it in the same thread.
 */
public final class GradientTape implements AutoCloseable {
  private final GradientCollector collector;

  /** Waits for its turn and starts recording in this thread. */
  public GradientTape() {
    Engines.GRADIENTS.lock();
    try {
      collector = Engines.engine().newGradientCollector();
    } catch (RuntimeException e) {
      Engines.GRADIENTS.unlock();
      throw e;
    }
  }

  /** Adds the gradients of a scalar to those of the arrays it was computed from. */
  public void backward(NDArray scalar) {
    collector.backward(scalar);
  }

  @Override
  public void close() {
    try {
      collector.close();
    } finally {
      Engines.GRADIENTS.unlock();
    }
  }
}
