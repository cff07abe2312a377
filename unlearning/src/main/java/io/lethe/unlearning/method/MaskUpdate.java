package io.lethe.unlearning.method;

/** What a mask holds back where its bit is 0. */
public enum MaskUpdate {
  /** Everything: the weight keeps its bits, its momentum stays 0. */
  HARD_FREEZE,
  /**
   * The gradient alone: weight decay and its momentum still shrink the weight, as in the reference
   * before February 2026.
   */
  GRADIENT_ONLY
}
