package io.lethe.activities.inputs;

import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What has been read from objects before, while their version tags stay as they were. Enough for a
 * plan; whoever acts on content reads it.
 *
 * @param <T> what is made of the objects
 */
public final class KnownContent<T> {
  private final int most;
  private final Map<List<Location>, Seen<T>> seen = new ConcurrentHashMap<>();

  /**
   * Knows nothing yet.
   *
   * @param most how many it keeps
   */
  public KnownContent(int most) {
    this.most = most;
  }

  /** Keeps nothing, and looks at no tags: for whoever acts on what is read. */
  static <T> KnownContent<T> none() {
    return new KnownContent<>(0);
  }

  /** What was made, and the tags of the objects then; empty for those that were not there. */
  private record Seen<T>(List<Optional<String>> tags, T content) {}

  /**
   * What is made of objects.
   *
   * @param read reads them, where they are not known
   */
  T of(ObjectStore store, List<Location> objects, Supplier<T> read) {
    if (most == 0) {
      return read.get();
    }
    // Before the bytes: where they change in between, the next look at the tags tells.
    List<Optional<String>> tags =
        objects.stream().map(object -> store.head(object).map(ObjectInfo::etag)).toList();
    Seen<T> known = seen.get(objects);
    if (known != null && known.tags().equals(tags)) {
      return known.content();
    }
    T content = read.get();
    if (seen.size() >= most) {
      seen.clear();
    }
    seen.put(objects, new Seen<>(tags, content));
    return content;
  }
}
