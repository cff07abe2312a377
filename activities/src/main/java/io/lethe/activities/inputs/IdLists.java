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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/** Lists of record ids, and names of subjects, kept as objects. */
final class IdLists {
  private static final int MAX_BYTES = 256 << 20;

  private final ObjectStore store;
  private final Map<String, RequestKey> keys = new HashMap<>();

  /** The lists that one request names. */
  IdLists(ObjectStore store) {
    this.store = store;
  }

  /**
   * Reads a list.
   *
   * @throws InvalidInputException naming the field if it is missing, too long or no text
   */
  List<String> read(String field, String ref) {
    List<String> ids = IdList.parse(bytes(field, ref), field);
    requireAsNamed(Locations.parse(field, ref), ids);
    return ids;
  }

  /**
   * Reads the name of a subject.
   *
   * @throws InvalidInputException naming the field if it is missing, too long or not one line
   */
  String subject(String field, String ref) {
    String subject = IdList.parseSubject(bytes(field, ref), field);
    requireAsNamed(Locations.parse(field, ref), List.of(subject));
    return subject;
  }

  private byte[] bytes(String field, String ref) {
    Location location = Locations.parse(field, ref);
    byte[] bytes = Locations.found(field, ref, () -> bytes(location));
    if (bytes.length > MAX_BYTES) {
      throw new InvalidInputException(
          field, "found more than %d bytes, allowed is a list of ids".formatted(MAX_BYTES));
    }
    return bytes;
  }

  /** Lists that Lethe stored itself are named by their digest under the request's key. */
  private void requireAsNamed(Location location, List<String> ids) {
    Matcher named = Layout.LIST.matcher(location.key());
    if (location.bucket().equals(Layout.BUCKET) && named.matches()) {
      Location key = Layout.requestKey(named.group(1));
      String found =
          keys.computeIfAbsent(named.group(1), name -> RequestKey.existing(store, name))
              .digest(ids);
      if (!found.equals(named.group(2))) {
        throw new MalformedFileException(
            "%s: the content is not the one that its name stands for; it or %s was changed or damaged"
                .formatted(location, key));
      }
    }
  }

  private byte[] bytes(Location location) {
    try (InputStream in = store.open(location)) {
      return in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
