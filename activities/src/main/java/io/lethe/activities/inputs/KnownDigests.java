package io.lethe.activities.inputs;

import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.store.StoredArtifact;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Digests of objects that have been read before, while their version tag stays as it was. Enough
 * for a plan; whoever acts on content reads it.
 */
public final class KnownDigests {
  private static final int MOST = 1000;

  private final Map<Location, Seen> seen = new ConcurrentHashMap<>();

  /** What was read, and the tag it had. */
  private record Seen(String tag, StoredArtifact artifact) {}

  /**
   * What an object is.
   *
   * @param read reads all of it
   */
  StoredArtifact of(ObjectStore store, Location location, Supplier<StoredArtifact> read) {
    // Before the bytes: where they change in between, the next look at the tag tells.
    Optional<String> tag = store.head(location).map(ObjectInfo::etag);
    Seen known = seen.get(location);
    if (known != null && tag.filter(known.tag()::equals).isPresent()) {
      return known.artifact();
    }
    StoredArtifact found = read.get();
    if (seen.size() >= MOST) {
      seen.clear();
    }
    tag.ifPresent(now -> seen.put(location, new Seen(now, found)));
    return found;
  }
}
