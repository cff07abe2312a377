package io.lethe.unlearning.data;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.random.DrawGenerator;
import java.util.Arrays;
import java.util.List;

/**
 * Which records of a population (usually the training split, ascending) are to be forgotten.
 *
 * <p>Every form gives at least one record and leaves at least one; anything else is a mistake of
 * whoever asked, and is reported with the request field.
 */
public sealed interface ForgetSelection {
  /**
   * Positions of the forget set D_f.
   *
   * @param index the records
   * @param population positions that may be forgotten
   * @return distinct positions of the population; ascending, but in list order for {@link Ids}
   * @throws InvalidInputException if the selection is empty, everything, or not possible
   */
  default int[] positions(RecordIndex index, int[] population) {
    int[] selected = select(index, population);
    if (selected.length == 0) {
      throw new InvalidInputException(field(), "the forget set is empty");
    }
    if (selected.length == population.length) {
      throw new InvalidInputException(
          field(),
          "the forget set is all %d training records, at least one must be retained"
              .formatted(population.length));
    }
    return selected;
  }

  /** The request field that the selection comes from. */
  String field();

  /** Positions before the checks for nothing and everything. */
  int[] select(RecordIndex index, int[] population);

  /**
   * ⌊n · fraction⌋ of the n records of the population, uniformly without replacement.
   *
   * @param fraction more than 0, less than 1
   */
  record RandomFraction(double fraction, long seed, DrawGenerator generator)
      implements ForgetSelection {
    /** Checks the fraction. */
    public RandomFraction {
      if (!(fraction > 0 && fraction < 1)) {
        throw new InvalidInputException(
            "forget.random.fraction",
            "found %s, allowed is more than 0 and less than 1".formatted(fraction));
      }
    }

    @Override
    public String field() {
      return "forget.random.fraction";
    }

    @Override
    public int[] select(RecordIndex index, int[] population) {
      return draw(population, (int) (population.length * fraction), seed, generator);
    }
  }

  /** A number of records of the population, uniformly without replacement. */
  record RandomCount(int count, long seed, DrawGenerator generator) implements ForgetSelection {
    @Override
    public String field() {
      return "forget.random.count";
    }

    @Override
    public int[] select(RecordIndex index, int[] population) {
      if (count < 1 || count >= population.length) {
        throw new InvalidInputException(
            field(), "found %d, allowed are 1 to %d".formatted(count, population.length - 1));
      }
      return draw(population, count, seed, generator);
    }
  }

  /**
   * Records by id, in the order given.
   *
   * @param field {@code forget.ids}, or {@code forget.idsFrom} where they come from a file
   */
  record Ids(List<String> ids, String field) implements ForgetSelection {
    /** Copies the list. */
    public Ids {
      ids = List.copyOf(ids);
    }

    /** Ids that stand in the request itself. */
    public Ids(List<String> ids) {
      this(ids, "forget.ids");
    }

    @Override
    public int[] select(RecordIndex index, int[] population) {
      int[] positions = IdList.resolve(index, ids, field());
      IdList.requireWithin(index, positions, population, "the training split", field());
      return positions;
    }
  }

  /** All records of one class. */
  record OfClass(int label) implements ForgetSelection {
    @Override
    public String field() {
      return "forget.class";
    }

    @Override
    public int[] select(RecordIndex index, int[] population) {
      if (label < 0 || label >= index.classes()) {
        throw new InvalidInputException(
            field(), "found %d, allowed are 0 to %d".formatted(label, index.classes() - 1));
      }
      return Arrays.stream(population).filter(p -> index.label(p) == label).toArray();
    }
  }

  /**
   * All records of one person or source.
   *
   * @param field {@code forget.subject}, or {@code forget.subjectFrom} where a file names them
   */
  record OfSubject(String subject, String field) implements ForgetSelection {
    /** A subject that stands in the request itself. */
    public OfSubject(String subject) {
      this(subject, "forget.subject");
    }

    @Override
    public int[] select(RecordIndex index, int[] population) {
      int[] selected =
          Arrays.stream(population)
              .filter(p -> index.subject(p).filter(subject::equals).isPresent())
              .toArray();
      if (selected.length == 0) {
        throw new InvalidInputException(
            field(), "found no training record of the subject", " '%s'".formatted(subject));
      }
      return selected;
    }
  }

  private static int[] draw(int[] population, int count, long seed, DrawGenerator generator) {
    return Arrays.stream(
            generator.start(seed, "forget", "forget.random.seed").draw(population.length, count))
        .map(k -> population[k])
        .sorted()
        .toArray();
  }
}
