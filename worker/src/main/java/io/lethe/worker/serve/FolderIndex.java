package io.lethe.worker.serve;

import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.formats.MalformedFileException;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JSON objects of a folder of Lethe's bucket, in memory: a refresh lists the folder and reads
 * what has another version tag than before.
 */
final class FolderIndex<T> {
  private static final Logger LOG = LoggerFactory.getLogger(FolderIndex.class);

  private final ObjectStore store;
  private final String folder;
  private final Class<T> type;
  private final Map<Location, Seen<T>> seen = new ConcurrentHashMap<>();
  private final Map<Location, Long> touched = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();

  FolderIndex(ObjectStore store, String folder, Class<T> type) {
    this.store = store;
    this.folder = folder;
    this.type = type;
  }

  /** An object as it was read; without a value where it is not readable. */
  private record Seen<T>(String etag, Optional<T> value) {}

  /** Lists, and reads what is new; one thread at a time. */
  void refresh(ExecutorService readers) throws InterruptedException {
    long begin = System.nanoTime();
    Set<Location> listed = new HashSet<>();
    List<Callable<Void>> reads = new ArrayList<>();
    try (Stream<ObjectInfo> objects = store.list(Layout.BUCKET, folder)) {
      objects
          .filter(info -> info.location().key().endsWith(".json"))
          .forEach(
              info -> {
                listed.add(info.location());
                Seen<T> known = seen.get(info.location());
                if (known == null || !known.etag().equals(info.etag())) {
                  reads.add(() -> read(info.location(), begin));
                }
              });
    }
    for (Future<Void> read : readers.invokeAll(reads)) {
      await(read);
    }
    // What this process wrote or removed since the listing began, it knows better.
    seen.keySet().stream()
        .filter(key -> !listed.contains(key))
        .forEach(key -> replace(key, begin, Optional.empty()));
    touched.values().removeIf(at -> at - begin < 0);
  }

  private static void await(Future<Void> read) throws InterruptedException {
    try {
      read.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  private Void read(Location location, long begin) {
    store
        .find(location)
        .ifPresent(
            found -> {
              Optional<T> value = parse(location, found.bytes());
              replace(location, begin, Optional.of(new Seen<>(found.etag(), value)));
            });
    return null;
  }

  /** One damaged object must not hide the others. */
  private Optional<T> parse(Location location, byte[] bytes) {
    try {
      return Optional.of(Json.read(location, bytes, type));
    } catch (MalformedFileException e) {
      LOG.warn("Left out of every list of runs: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Takes in what was read of an object, unless this process has touched it meanwhile. Looking and
   * replacing are one step, as touching is: an older state must not slip in between.
   */
  private void replace(Location location, long begin, Optional<Seen<T>> read) {
    seen.compute(location, (key, had) -> untouched(key, begin) ? read.orElse(null) : had);
    changed();
  }

  private boolean untouched(Location location, long begin) {
    Long at = touched.get(location);
    return at == null || at - begin < 0;
  }

  /** Takes in what this process has just written. */
  void put(Location location, T value) {
    // The next listing has another tag, and the object is read once more.
    touch(location, Optional.of(new Seen<>("", Optional.of(value))));
  }

  /** Takes out what this process has just removed. */
  void remove(Location location) {
    touch(location, Optional.empty());
  }

  private void touch(Location location, Optional<Seen<T>> now) {
    seen.compute(
        location,
        (key, had) -> {
          touched.put(key, System.nanoTime());
          return now.orElse(null);
        });
    changed();
  }

  private void changed() {
    version.incrementAndGet();
  }

  /** Another number after every change. */
  long version() {
    return version.get();
  }

  /** The value at a place. */
  Optional<T> find(Location location) {
    return Optional.ofNullable(seen.get(location)).flatMap(Seen::value);
  }

  /** Every value, in no order. */
  Stream<T> values() {
    return seen.values().stream().flatMap(entry -> entry.value().stream());
  }
}
