package io.lethe.activities.inputs;

import io.lethe.activities.Layout;
import io.lethe.formats.MalformedFileException;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.data.IdList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Matcher;

/** Lists of record ids, and names of subjects, kept as objects. */
final class IdLists {
  private static final int MAX_BYTES = 256 << 20;

  private IdLists() {}

  /**
   * Reads a list.
   *
   * @throws InvalidInputException naming the field if it is missing, too long or no text
   */
  static List<String> read(ObjectStore store, String field, String ref) {
    List<String> ids = IdList.parse(bytes(store, field, ref), field);
    requireAsNamed(store, Locations.parse(field, ref), ids);
    return ids;
  }

  /**
   * Reads the name of a subject.
   *
   * @throws InvalidInputException naming the field if it is missing, too long or not one line
   */
  static String subject(ObjectStore store, String field, String ref) {
    String subject = IdList.parseSubject(bytes(store, field, ref), field);
    requireAsNamed(store, Locations.parse(field, ref), List.of(subject));
    return subject;
  }

  private static byte[] bytes(ObjectStore store, String field, String ref) {
    Location location = Locations.parse(field, ref);
    byte[] bytes = Locations.found(field, ref, () -> bytes(store, location));
    if (bytes.length > MAX_BYTES) {
      throw new InvalidInputException(
          field, "found more than %d bytes, allowed is a list of ids".formatted(MAX_BYTES));
    }
    return bytes;
  }

  /** Lists that Lethe stored itself are named by their digest under the request's key. */
  private static void requireAsNamed(ObjectStore store, Location location, List<String> ids) {
    Matcher named = Layout.LIST.matcher(location.key());
    if (location.bucket().equals(Layout.BUCKET) && named.matches()) {
      Location key = Layout.requestKey(named.group(1));
      String found = RequestKey.existing(store, named.group(1)).digest(ids);
      if (!found.equals(named.group(2))) {
        throw new MalformedFileException(
            "%s: the content is not the one that its name stands for; it or %s was changed or damaged"
                .formatted(location, key));
      }
    }
  }

  private static byte[] bytes(ObjectStore store, Location location) {
    try (InputStream in = store.open(location)) {
      return in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
