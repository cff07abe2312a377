package io.lethe.unlearning.random;

/** A sequence of draws without replacement; the n-th draw depends on the seed and on n. */
@FunctionalInterface
public interface IndexDraws {
  /**
   * The next draw: k distinct integers of 0 … m−1, in drawing order.
   *
   * @throws IllegalArgumentException if k is negative or larger than m
   */
  int[] draw(int m, int k);
}
