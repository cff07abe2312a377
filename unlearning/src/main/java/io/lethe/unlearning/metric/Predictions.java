package io.lethe.unlearning.metric;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What a model predicts for each set of an evaluation. */
public final class Predictions {
  private final Map<EvaluationSet, PredictedSet> sets;
  private final Optional<Predictions> withoutExtra;

  /** Copies the map; there are no outputs beyond the classes. */
  public Predictions(Map<EvaluationSet, PredictedSet> sets) {
    this(sets, Optional.empty());
  }

  /**
   * Copies the maps.
   *
   * @param sets predictions by all outputs
   * @param withoutExtra predictions by the classes alone, where there are outputs beyond them
   */
  Predictions(
      Map<EvaluationSet, PredictedSet> sets,
      Optional<Map<EvaluationSet, PredictedSet>> withoutExtra) {
    this.sets = new EnumMap<>(sets);
    this.withoutExtra = withoutExtra.map(Predictions::new);
  }

  /** What the classes alone predict, where the model has outputs beyond them. */
  public Optional<Predictions> withoutExtra() {
    return withoutExtra;
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
