package io.lethe.unlearning.random;

import io.lethe.unlearning.InvalidInputException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Where the draws of a split or a forget set come from. */
public enum DrawGenerator {
  /** {@link CounterRandom}: the first k entries of a permutation of its own for every draw. */
  COUNTER("counter") {
    @Override
    public IndexDraws start(long seed, String purpose, String field) {
      return new CounterDraws(new CounterRandom(seed, purpose));
    }
  },
  /** {@link LegacyNumpyRandom}: the draws of the SalUn reference; the purpose plays no part. */
  NUMPY_LEGACY("numpy-legacy") {
    @Override
    public IndexDraws start(long seed, String purpose, String field) {
      if (seed < 0 || seed > LegacyNumpyRandom.MAX_SEED) {
        throw new InvalidInputException(
            field,
            "found %d, generator numpy-legacy allows 0 to %d"
                .formatted(seed, LegacyNumpyRandom.MAX_SEED));
      }
      return new LegacyNumpyRandom(seed)::choice;
    }
  };

  private final String text;

  DrawGenerator(String text) {
    this.text = text;
  }

  /**
   * Starts a sequence of draws.
   *
   * @param seed seed of the sequence
   * @param purpose keeps two uses of one seed apart, such as {@code split} and {@code forget}
   * @param field request field of the seed, for the error message
   * @throws InvalidInputException if the generator does not accept the seed
   */
  public abstract IndexDraws start(long seed, String purpose, String field);

  /** The name in requests. */
  public String text() {
    return text;
  }

  /**
   * The generator of that name.
   *
   * @param field request field, for the error message
   * @throws InvalidInputException for an unknown name
   */
  public static DrawGenerator parse(String text, String field) {
    for (DrawGenerator generator : values()) {
      if (generator.text.equals(text)) {
        return generator;
      }
    }
    throw new InvalidInputException(
        field,
        "found '%s', allowed are %s"
            .formatted(
                text,
                Arrays.stream(values())
                    .map(DrawGenerator::text)
                    .collect(Collectors.joining(", "))));
  }

  private static final class CounterDraws implements IndexDraws {
    private final CounterRandom random;
    private long draws;

    CounterDraws(CounterRandom random) {
      this.random = random;
    }

    @Override
    public int[] draw(int m, int k) {
      if (k < 0 || k > m) {
        throw new IllegalArgumentException("cannot draw %d of %d".formatted(k, m));
      }
      return Arrays.copyOf(random.permutation(m, draws++), k);
    }
  }
}
