package io.lethe.unlearning;

import java.util.Arrays;

/**
 * Cuts a list of records into batches; the last one may be shorter.
 *
 * @param records number of records
 * @param size records a batch
 */
public record Batches(int records, int size) {
  /**
   * Checks.
   *
   * @throws InvalidInputException {@code method.batchSize} if below 1
   */
  public Batches {
    if (size < 1) {
      throw new InvalidInputException(
          "method.batchSize", "found %d, allowed are whole numbers from 1".formatted(size));
    }
  }

  /** Number of batches. */
  public int count() {
    return (records + size - 1) / size;
  }

  /** The part of an array that belongs to a batch. */
  public int[] slice(int[] values, int batch) {
    return Arrays.copyOfRange(values, batch * size, Math.min(records, (batch + 1) * size));
  }
}
