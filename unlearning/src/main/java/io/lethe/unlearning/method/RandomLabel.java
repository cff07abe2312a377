package io.lethe.unlearning.method;

import io.lethe.unlearning.random.CounterRandom;
import java.util.List;
import java.util.stream.IntStream;

/** RL: learns random labels on D_f and the true ones on D_r, one after the other or mixed. */
public final class RandomLabel implements StepwiseMethod {
  @Override
  public String name() {
    return "rl";
  }

  @Override
  public List<Pass> passes(
      UnlearningData sets, int classes, Hyperparameters hyperparameters, int epoch) {
    int[] labels = draw(sets, classes, hyperparameters, epoch);
    return switch (hyperparameters.order()) {
      case SEQUENTIAL ->
          List.of(
              new Pass("forget", sets.forget(), labels, 1),
              new Pass("retain", sets.retain(), sets.retainLabels(), 1));
      case MIXED ->
          List.of(
              new Pass(
                  "mixed",
                  concatenate(sets.forget(), sets.retain()),
                  concatenate(labels, sets.retainLabels()),
                  1));
    };
  }

  private static int[] draw(
      UnlearningData sets, int classes, Hyperparameters hyperparameters, int epoch) {
    CounterRandom random = new CounterRandom(hyperparameters.seed(), "labels");
    return IntStream.of(sets.forget())
        .map(
            record ->
                hyperparameters
                    .randomLabels()
                    .draw(sets.data().label(record), classes, random, epoch, record))
        .toArray();
  }

  private static int[] concatenate(int[] a, int[] b) {
    return IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray();
  }
}
