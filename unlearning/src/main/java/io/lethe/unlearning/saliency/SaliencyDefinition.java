package io.lethe.unlearning.saliency;

import io.lethe.unlearning.InvalidInputException;

/**
 * What a saliency score means.
 *
 * @param score how batch gradients g become a score S
 * @param mode mode of the forward pass
 * @param weighting how much a batch counts
 */
public record SaliencyDefinition(Score score, Mode mode, Weighting weighting) {
  /**
   * The definition of the paper and of the current reference: |Σ g|, evaluation mode, batches
   * equal.
   */
  public static final SaliencyDefinition DEFAULT =
      new SaliencyDefinition(Score.ABS_OF_SUM, Mode.EVAL, Weighting.BATCH);

  /** How batch gradients become a score. */
  public enum Score {
    /** S = |Σ g|: the gradient of the set; opposite contributions cancel. */
    ABS_OF_SUM,
    /** S = Σ |g|, as in the reference before December 2023. */
    SUM_OF_ABS
  }

  /** Mode of the forward pass. */
  public enum Mode {
    /** Running statistics. */
    EVAL,
    /** Batch statistics; the network's running statistics are left as they were. */
    TRAIN
  }

  /** How much a batch counts. */
  public enum Weighting {
    /** Every batch alike, so the records of a short last batch count more. */
    BATCH,
    /** By its share of the records: the mean gradient over the set. */
    SIZE
  }

  /**
   * Reads the names used in requests.
   *
   * @throws InvalidInputException {@code method.mask.score}, {@code .mode} or {@code .weighting}
   */
  public static SaliencyDefinition parse(String score, String mode, String weighting) {
    return new SaliencyDefinition(
        choose("score", Score.class, score),
        choose("mode", Mode.class, mode),
        choose("weighting", Weighting.class, weighting));
  }

  private static <E extends Enum<E>> E choose(String field, Class<E> type, String name) {
    for (E value : type.getEnumConstants()) {
      if (nameOf(value).equals(name)) {
        return value;
      }
    }
    throw new InvalidInputException(
        "method.mask." + field,
        "found '%s', allowed are %s"
            .formatted(
                name,
                java.util.Arrays.stream(type.getEnumConstants())
                    .map(SaliencyDefinition::nameOf)
                    .collect(java.util.stream.Collectors.joining(", "))));
  }

  private static String nameOf(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** Such as {@code abs-of-sum eval batch}. */
  @Override
  public String toString() {
    return nameOf(score) + " " + nameOf(mode) + " " + nameOf(weighting);
  }
}
