package io.lethe.unlearning.metric;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.random.CounterRandom;
import java.util.Arrays;

/** How the members of membership inference were chosen. */
public enum Members {
  /** Drawn from D_r with the run's seed, as many as there are non-members. */
  SEEDED("members.seeded"),
  /** The first of D_r in order, as many as there are non-members: the reference's form. */
  FIRST_RETAINED("members.first_retained"),
  /** Listed in the request. */
  LISTED("members.listed");

  private final String definition;

  Members(String definition) {
    this.definition = definition;
  }

  /** Name of the definition, for results. */
  public String definition() {
    return definition;
  }

  /**
   * The choice that a request names.
   *
   * @throws InvalidInputException {@code evaluate.members}
   */
  public static Members parse(String text) {
    return switch (text) {
      case "seeded" -> SEEDED;
      case "first-retained" -> FIRST_RETAINED;
      default ->
          throw new InvalidInputException(
              "evaluate.members", "found '%s', allowed are seeded, first-retained".formatted(text));
    };
  }

  /**
   * Members of D_r, as many as asked for or all there are.
   *
   * @throws IllegalStateException for {@link #LISTED}, which does not choose
   */
  public int[] choose(int[] retain, int count, long seed) {
    return switch (this) {
      case SEEDED -> seeded(retain, count, seed);
      case FIRST_RETAINED -> firstRetained(retain, count);
      case LISTED -> throw new IllegalStateException("listed members are not chosen");
    };
  }

  /**
   * Members drawn from D_r without replacement, ascending; all of D_r where it is smaller than
   * asked for.
   */
  public static int[] seeded(int[] retain, int count, long seed) {
    int[] shuffled = new CounterRandom(seed, "members").shuffled(retain, 0);
    int[] members = Arrays.copyOf(shuffled, Math.min(count, retain.length));
    Arrays.sort(members);
    return members;
  }

  /** The first members of D_r in order; all of D_r where it is smaller than asked for. */
  public static int[] firstRetained(int[] retain, int count) {
    return Arrays.copyOf(retain, Math.min(count, retain.length));
  }
}
