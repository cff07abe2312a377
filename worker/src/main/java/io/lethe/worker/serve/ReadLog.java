package io.lethe.worker.serve;

import io.lethe.formats.Digests;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.store.ReadOnlyStore;
import io.lethe.store.Versioned;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A view of a store that notes the version of whatever is read through it: while all of that is
 * unchanged, reading again would give the same.
 */
final class ReadLog extends ReadOnlyStore {
  private static final String ABSENT = "";

  private final ObjectStore store;
  private final Map<Location, String> tags = new ConcurrentHashMap<>();
  private final Map<Folder, String> listings = new ConcurrentHashMap<>();

  ReadLog(ObjectStore store) {
    super("a view for reading");
    this.store = store;
  }

  /** What was listed. */
  private record Folder(String bucket, String prefix) {}

  /** Whether everything that was read is there in the same version. */
  boolean holds() {
    return tags.entrySet().stream().allMatch(seen -> tag(seen.getKey()).equals(seen.getValue()))
        && listings.entrySet().stream()
            .allMatch(seen -> digest(listed(seen.getKey())).equals(seen.getValue()));
  }

  private String tag(Location location) {
    return store.head(location).map(ObjectInfo::etag).orElse(ABSENT);
  }

  private List<ObjectInfo> listed(Folder folder) {
    try (Stream<ObjectInfo> objects = store.list(folder.bucket(), folder.prefix())) {
      return objects.toList();
    }
  }

  private static String digest(List<ObjectInfo> objects) {
    return Digests.sha256(
        objects.stream()
            .map(info -> info.etag() + " " + info.location())
            .collect(Collectors.joining("\n")));
  }

  /** The first version counts: where another one is read later, the log never holds again. */
  private void note(Location location, String tag) {
    tags.putIfAbsent(location, tag);
  }

  @Override
  public Optional<ObjectInfo> head(Location location) {
    Optional<ObjectInfo> found = store.head(location);
    note(location, found.map(ObjectInfo::etag).orElse(ABSENT));
    return found;
  }

  @Override
  public InputStream open(Location location) {
    noteTag(location);
    return store.open(location);
  }

  @Override
  public InputStream open(Location location, long offset, long length) {
    noteTag(location);
    return store.open(location, offset, length);
  }

  /** Before the bytes: where they change in between, the next look at the tag tells. */
  private void noteTag(Location location) {
    tags.computeIfAbsent(location, this::tag);
  }

  @Override
  public Versioned read(Location location) {
    Versioned found = store.read(location);
    note(location, found.etag());
    return found;
  }

  @Override
  public Optional<Versioned> find(Location location) {
    Optional<Versioned> found = store.find(location);
    note(location, found.map(Versioned::etag).orElse(ABSENT));
    return found;
  }

  @Override
  public Stream<ObjectInfo> list(String bucket, String prefix) {
    Folder folder = new Folder(bucket, prefix);
    List<ObjectInfo> objects = listed(folder);
    listings.putIfAbsent(folder, digest(objects));
    return objects.stream();
  }
}
