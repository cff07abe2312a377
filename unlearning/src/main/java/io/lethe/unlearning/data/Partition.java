package io.lethe.unlearning.data;

/** Which part of a data set a record belongs to by origin. */
public enum Partition {
  /** Records a model may have been trained on. */
  TRAIN,
  /** Records kept apart to measure accuracy. */
  TEST
}
