package io.lethe.unlearning.method;

import io.lethe.unlearning.random.CounterRandom;

/** What forget records are relabelled with; drawn again every epoch. */
public enum RandomLabels {
  /** Uniform over all classes, the true one included. */
  UNIFORM {
    @Override
    int draw(int label, int classes, CounterRandom random, int epoch, int record) {
      return random.below(classes, epoch, record);
    }
  },
  /** Uniform over all classes but the true one. */
  EXCLUDE_TRUE {
    @Override
    int draw(int label, int classes, CounterRandom random, int epoch, int record) {
      return (label + 1 + random.below(classes - 1, epoch, record)) % classes;
    }
  },
  /** {@code (y + 1) mod classes}, the same in every epoch. */
  NEXT_CLASS {
    @Override
    int draw(int label, int classes, CounterRandom random, int epoch, int record) {
      return (label + 1) % classes;
    }
  };

  /** The label of one record in one epoch. */
  abstract int draw(int label, int classes, CounterRandom random, int epoch, int record);
}
