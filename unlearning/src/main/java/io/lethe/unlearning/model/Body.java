package io.lethe.unlearning.model;

import ai.djl.ndarray.NDArray;

/** The forward pass of a network over arrays that it holds. */
@FunctionalInterface
interface Body {
  /**
   * The logits, in the manager of {@code images}, which are not closed.
   *
   * @param images {@code [N, 3, H, W]}, normalised
   * @param training whether batch statistics are used, and running ones updated
   */
  NDArray forward(NDArray images, boolean training);
}
