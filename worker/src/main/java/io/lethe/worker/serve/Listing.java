package io.lethe.worker.serve;

import io.lethe.gateway.RunEntry;
import io.lethe.gateway.StoredItem;
import io.lethe.store.InvalidLocationException;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.store.StoreAccessDeniedException;
import io.lethe.workflows.request.PublishSpec;
import io.lethe.workflows.request.Request;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Objects of a folder, by reference. */
final class Listing {
  private Listing() {}

  /** Empty for a bucket that is not there, or that this process may not list. */
  static Map<String, ObjectInfo> of(ObjectStore store, String bucket, String prefix) {
    Map<String, ObjectInfo> objects = new LinkedHashMap<>();
    try (Stream<ObjectInfo> listed = store.list(bucket, prefix)) {
      listed.forEach(info -> objects.put(info.location().toString(), info));
    } catch (StoreAccessDeniedException e) {
      return Map.of();
    }
    return objects;
  }

  /** Where runs release to. */
  static Stream<Location> published(List<RunEntry> runs) {
    return runs.stream()
        .map(RunEntry::request)
        .filter(Request.class::isInstance)
        .flatMap(request -> ((Request) request).publish().stream())
        .map(PublishSpec::to)
        .flatMap(to -> location(to).stream());
  }

  /** The location of a reference, where it is one. */
  static Optional<Location> location(String ref) {
    try {
      return Optional.of(
          Location.parse(ref.endsWith("/") ? ref.substring(0, ref.length() - 1) : ref));
    } catch (InvalidLocationException e) {
      return Optional.empty();
    }
  }

  static List<StoredItem> newestFirst(Collection<StoredItem> items) {
    return items.stream().sorted(Comparator.comparing(StoredItem::importedAt).reversed()).toList();
  }
}
