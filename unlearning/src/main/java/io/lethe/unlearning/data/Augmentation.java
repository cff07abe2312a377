package io.lethe.unlearning.data;

/** How training images are changed before each use. */
public enum Augmentation {
  /** Pixels as they are. */
  NONE,
  /**
   * Random crop of the original size after zero-padding by 4, then a horizontal flip with p = ½.
   */
  CROP_FLIP
}
