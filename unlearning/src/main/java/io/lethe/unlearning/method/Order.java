package io.lethe.unlearning.method;

/** How forget and retain records follow each other within an epoch. */
public enum Order {
  /** All batches of D_f, then all batches of D_r. */
  SEQUENTIAL,
  /** D_f and D_r concatenated, shuffled together; a batch may hold both. */
  MIXED
}
