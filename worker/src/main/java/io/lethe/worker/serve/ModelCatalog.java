package io.lethe.worker.serve;

import io.lethe.activities.Layout;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.TrainingManifest;
import io.lethe.gateway.Origin;
import io.lethe.gateway.RunEntry;
import io.lethe.gateway.StoredItem;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.store.StoreException;
import io.lethe.worker.serve.KnownModels.Known;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Models in the store, recognised by what lies beside them and by what runs say. */
final class ModelCatalog {
  /** Where people put models by hand, and where they release them, unless they say otherwise. */
  private static final List<String> BUCKETS = List.of("models", "released");

  private static final Pattern WEIGHTS = Pattern.compile(".*\\.(safetensors|pt)");

  /** A released version has a mask beside its model. */
  private static final String VERSIONS = "/versions/";

  /** A released copy: the folder it was released to, and the first digits of its digest. */
  private static final Pattern RELEASED =
      Pattern.compile("(.+)/versions/([0-9a-f]{16})/(?:unlearned|trained)\\.(?:safetensors|pt)");

  private final ObjectStore store;

  /** Records of a manifest, by its place and version tag: reading one is not cheap. */
  private final Map<ObjectInfo, Optional<Integer>> records = new ConcurrentHashMap<>();

  ModelCatalog(ObjectStore store) {
    this.store = store;
  }

  List<StoredItem> list(List<RunEntry> runs) {
    KnownModels known = new KnownModels(runs);
    Map<String, StoredItem> items = new LinkedHashMap<>();
    Map<String, ObjectInfo> artifacts = Listing.of(store, Layout.BUCKET, Layout.ARTIFACTS);
    artifacts.forEach(
        (ref, info) -> {
          Optional<Known> made = known.find(ref);
          boolean imported = artifacts.containsKey(ref + Layout.IMPORTED);
          if (made.isPresent() || imported || hasManifest(artifacts, ref)) {
            items.put(ref, item(info, made, imported, artifacts));
          }
        });
    Stream.concat(BUCKETS.stream(), releases(runs))
        .distinct()
        .forEach(bucket -> bucket(bucket, known, items));
    known.refs().stream()
        .filter(ref -> !items.containsKey(ref))
        .flatMap(ref -> Listing.location(ref).flatMap(store::head).stream())
        .forEach(info -> items.put(info.location().toString(), elsewhere(info, known)));
    return Listing.newestFirst(items.values());
  }

  private static Stream<String> releases(List<RunEntry> runs) {
    return Listing.published(runs).map(Location::bucket).filter(b -> !b.equals(Layout.BUCKET));
  }

  private static boolean hasManifest(Map<String, ObjectInfo> beside, String ref) {
    return beside.containsKey(Layout.manifest(Location.parse(ref)).toString());
  }

  private void bucket(String bucket, KnownModels known, Map<String, StoredItem> items) {
    Map<String, ObjectInfo> objects = Listing.of(store, bucket, "");
    objects.forEach(
        (ref, info) -> {
          Matcher released = RELEASED.matcher(info.location().key());
          if (released.matches()) {
            items.put(ref, released(info, released, known, objects));
          } else if (WEIGHTS.matcher(ref).matches() && !ref.contains(VERSIONS)) {
            items.put(ref, item(info, known.find(ref), false, objects));
          }
        });
  }

  /** A model in a bucket that nobody else is known to keep models in. */
  private StoredItem elsewhere(ObjectInfo info, KnownModels known) {
    Location place = info.location();
    return item(
        info, known.find(place.toString()), false, Listing.of(store, place.bucket(), place.key()));
  }

  private StoredItem released(
      ObjectInfo info, Matcher name, KnownModels known, Map<String, ObjectInfo> beside) {
    Optional<Known> made = known.ofContent(name.group(2));
    return new StoredItem(
        info.location().toString(),
        Origin.RELEASED,
        Optional.of(name.group(1) + "/" + name.group(2)),
        made.flatMap(Known::run),
        made.map(Known::architecture),
        made.map(Known::classes),
        info.size(),
        manifest(info.location(), beside),
        Optional.empty(),
        info.lastModified());
  }

  private StoredItem item(
      ObjectInfo info, Optional<Known> known, boolean imported, Map<String, ObjectInfo> beside) {
    Origin origin = known.flatMap(Known::origin).orElse(imported ? Origin.IMPORTED : Origin.FOUND);
    return new StoredItem(
        info.location().toString(),
        origin,
        known.flatMap(Known::run).or(() -> name(info.location())),
        known.flatMap(Known::run),
        known.map(Known::architecture),
        known.map(Known::classes),
        info.size(),
        manifest(info.location(), beside),
        Optional.empty(),
        info.lastModified());
  }

  /** The file's name, unless that is the content's digest. */
  private static Optional<String> name(Location location) {
    return Optional.of(location.name()).filter(name -> !location.bucket().equals(Layout.BUCKET));
  }

  private Optional<Integer> manifest(Location model, Map<String, ObjectInfo> beside) {
    return Optional.ofNullable(beside.get(Layout.manifest(model).toString()))
        .flatMap(manifest -> records.computeIfAbsent(manifest, this::read));
  }

  private Optional<Integer> read(ObjectInfo manifest) {
    try {
      return store
          .find(manifest.location())
          .map(found -> TrainingManifest.read(found.bytes()).size());
    } catch (MalformedFileException | StoreException e) {
      return Optional.empty(); // A list is no place to complain of one of its entries.
    }
  }
}
