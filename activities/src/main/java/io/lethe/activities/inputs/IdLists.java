package io.lethe.activities.inputs;

import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.data.IdList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Lists of record ids kept as objects. */
final class IdLists {
  private static final int MAX_BYTES = 256 << 20;

  private IdLists() {}

  /**
   * Reads a list.
   *
   * @throws InvalidInputException naming the field if it is missing, too long or no text
   */
  static List<String> read(ObjectStore store, String field, String ref) {
    Location location = Locations.parse(field, ref);
    byte[] bytes = Locations.found(field, ref, () -> bytes(store, location));
    if (bytes.length > MAX_BYTES) {
      throw new InvalidInputException(
          field, "found more than %d bytes, allowed is a list of ids".formatted(MAX_BYTES));
    }
    return IdList.parse(bytes, field);
  }

  private static byte[] bytes(ObjectStore store, Location location) {
    try (InputStream in = store.open(location)) {
      return in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
