package io.lethe.unlearning.metric;

import java.util.EnumMap;
import java.util.Map;

/** What a model predicts for each set of an evaluation. */
public final class Predictions {
  private final Map<EvaluationSet, PredictedSet> sets;

  /** Copies the map. */
  public Predictions(Map<EvaluationSet, PredictedSet> sets) {
    this.sets = new EnumMap<>(sets);
  }

  /** Whether the set was evaluated. */
  public boolean has(EvaluationSet set) {
    return sets.containsKey(set);
  }

  /**
   * Predictions of a set.
   *
   * @throws IllegalArgumentException if it was not evaluated
   */
  public PredictedSet of(EvaluationSet set) {
    PredictedSet predictions = sets.get(set);
    if (predictions == null) {
      throw new IllegalArgumentException("set " + set + " was not evaluated");
    }
    return predictions;
  }
}
