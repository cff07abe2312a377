package io.lethe.worker.serve;

import io.lethe.activities.Layout;
import io.lethe.gateway.Origin;
import io.lethe.gateway.RunEntry;
import io.lethe.gateway.StoredItem;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.request.CompareRequest;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RunRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Data sets in the store: folders of Lethe's bucket, of the bucket for them, and those of runs. */
final class DatasetCatalog {
  /** Where people put data sets by hand. */
  private static final String BUCKET = "datasets";

  private static final Pattern IMPORTED =
      Pattern.compile("(" + Layout.DATASETS + "sha256/[0-9a-f]{2}/[0-9a-f]{64})/.*");

  private final ObjectStore store;

  DatasetCatalog(ObjectStore store) {
    this.store = store;
  }

  List<StoredItem> list(List<RunEntry> runs) {
    List<StoredItem> items = new ArrayList<>();
    Map<String, ObjectInfo> stored = Listing.of(store, Layout.BUCKET, Layout.DATASETS);
    folders(stored, DatasetCatalog::imported)
        .forEach(
            (folder, files) ->
                items.add(
                    item(
                        new Location(Layout.BUCKET, folder),
                        Origin.IMPORTED,
                        Optional.empty(),
                        files)));
    folders(Listing.of(store, BUCKET, ""), DatasetCatalog::top)
        .forEach(
            (folder, files) ->
                items.add(
                    item(new Location(BUCKET, folder), Origin.FOUND, Optional.of(folder), files)));
    runs.stream()
        .map(run -> dataset(run.request()))
        .distinct()
        .flatMap(ref -> Listing.location(ref).stream())
        .filter(place -> !List.of(Layout.BUCKET, BUCKET).contains(place.bucket()))
        .forEach(place -> used(place).ifPresent(items::add));
    return Listing.newestFirst(items);
  }

  private static String dataset(RunRequest request) {
    return request instanceof CompareRequest comparison
        ? comparison.dataset().ref()
        : ((Request) request).dataset().ref();
  }

  private static Map<String, List<ObjectInfo>> folders(
      Map<String, ObjectInfo> objects, UnaryOperator<String> folderOf) {
    Map<String, List<ObjectInfo>> folders = new LinkedHashMap<>();
    for (ObjectInfo info : objects.values()) {
      String folder = folderOf.apply(info.location().key());
      if (!folder.isEmpty()) {
        folders.computeIfAbsent(folder, f -> new ArrayList<>()).add(info);
      }
    }
    return folders;
  }

  /** The folder of a file of an imported data set; empty for what lies beside. */
  private static String imported(String key) {
    Matcher matcher = IMPORTED.matcher(key);
    return matcher.matches() ? matcher.group(1) : "";
  }

  private static String top(String key) {
    return key.contains("/") ? key.substring(0, key.indexOf('/')) : "";
  }

  private Optional<StoredItem> used(Location place) {
    List<ObjectInfo> files =
        List.copyOf(Listing.of(store, place.bucket(), place.key() + "/").values());
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(item(place, Origin.FOUND, Optional.of(place.name()), files));
  }

  private static StoredItem item(
      Location place, Origin origin, Optional<String> name, List<ObjectInfo> files) {
    return new StoredItem(
        place.toString(),
        origin,
        name,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        files.stream().mapToLong(ObjectInfo::size).sum(),
        Optional.empty(),
        Optional.of(files.size()),
        files.stream()
            .map(ObjectInfo::lastModified)
            .max(Comparator.naturalOrder())
            .orElse(Instant.EPOCH));
  }
}
