package io.lethe.unlearning.metric;

/** The sets of records that metrics are made of. */
public enum EvaluationSet {
  /** D_f: what was to be forgotten. */
  FORGET,
  /** D_r: what was to be kept. */
  RETAIN,
  /** Records never trained on; also the non-members of membership inference. */
  TEST,
  /** Retained records that stand for members in membership inference. */
  MEMBERS,
  /** All test records, where {@link #TEST} lacks those of a forgotten class. */
  TEST_ALL
}
