package io.lethe.activities.inputs;

import io.lethe.store.InvalidLocationException;
import io.lethe.store.Location;
import io.lethe.store.ObjectNotFoundException;
import io.lethe.unlearning.InvalidInputException;
import java.util.function.Supplier;

/** References of a request, with the field in every error. */
public final class Locations {
  private Locations() {}

  /**
   * Reads {@code s3://bucket/key}; a slash at the end is dropped.
   *
   * @throws InvalidInputException naming the field
   */
  public static Location parse(String field, String ref) {
    try {
      return Location.parse(ref.endsWith("/") ? ref.substring(0, ref.length() - 1) : ref);
    } catch (InvalidLocationException e) {
      throw new InvalidInputException(field, e.getMessage());
    }
  }

  /**
   * Runs a read of the store.
   *
   * @throws InvalidInputException naming the field if the object is missing
   */
  public static <T> T found(String field, String ref, Supplier<T> read) {
    try {
      return read.get();
    } catch (ObjectNotFoundException e) {
      throw new InvalidInputException(field, "found no object '%s'".formatted(ref));
    }
  }
}
