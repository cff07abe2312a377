package io.lethe.worker.imports;

import io.lethe.activities.Layout;
import io.lethe.formats.Digests;
import io.lethe.formats.FolderContent;
import io.lethe.store.ContentStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Local files that already have their place in the store, but are not there yet: what refers to
 * them can be checked first, through {@link #over}, and only then are they uploaded.
 */
public final class Staging {
  private static final String ARTIFACTS = "artifacts/sha256/";
  private static final String DATASETS = "datasets/sha256/";

  private final Map<Location, Upload> uploads = new LinkedHashMap<>();

  /** Stages a file under its digest. */
  public Location file(Path file) throws IOException {
    return add(Upload.of(location(ARTIFACTS, Digests.sha256(file)), file));
  }

  /**
   * Stages a file of weights under its digest, with the training manifest that lies beside it under
   * the names that {@link Layout} gives it in the store.
   */
  public Location weights(Path file) throws IOException {
    Location location = file(file);
    beside(file, ".manifest.key", Layout.manifestKey(location));
    beside(file, ".manifest.assumed", Layout.assumption(location));
    beside(file, ".manifest.json", Layout.manifest(location));
    return location;
  }

  private void beside(Path file, String ending, Location location) throws IOException {
    Path sibling = file.resolveSibling(file.getFileName() + ending);
    if (Files.isRegularFile(sibling)) {
      add(Upload.of(location, sibling));
    }
  }

  /** Stages the note that a model or data set was imported, and is to be kept without a run. */
  public void keep(Location imported) {
    object(Layout.imported(imported), new byte[] {'\n'});
  }

  /** Stages a small object at a place that its content does not name. */
  public void object(Location location, byte[] content) {
    add(Upload.of(location, content));
  }

  /**
   * Stages the visible files of a folder under the digest of their names and contents, so that the
   * same data set has the same place wherever it lies.
   *
   * @return the folder's prefix, as a location
   */
  public Location folder(Path folder) throws IOException {
    FolderContent content = FolderContent.of(folder, Staging::visible);
    Location root = location(DATASETS, content.sha256());
    for (Map.Entry<String, Path> entry : content.files().entrySet()) {
      add(Upload.of(root.resolve(entry.getKey()), entry.getValue()));
    }
    return root;
  }

  private static boolean visible(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  private Location add(Upload upload) {
    uploads.put(upload.location(), upload);
    return upload.location();
  }

  private static Location location(String prefix, String sha256) {
    return new Location(
        ContentStore.DEFAULT_BUCKET, prefix + sha256.substring(0, 2) + "/" + sha256);
  }

  /** The staged file of a location. */
  Optional<Upload> find(Location location) {
    return Optional.ofNullable(uploads.get(location));
  }

  /** Everything staged, in order of staging. */
  Stream<Upload> uploads() {
    return uploads.values().stream();
  }

  /** A read-only view in which the staged files are in the store already. */
  public ObjectStore over(ObjectStore store) {
    return new StagedStore(this, store);
  }

  /** Uploads what is not there, or is there for long; creates the bucket if need be. */
  public void upload(ObjectStore store) {
    if (uploads.isEmpty()) {
      return;
    }
    store.createBucketIfMissing(ContentStore.DEFAULT_BUCKET);
    for (Upload upload : uploads.values()) {
      if (!isThere(store, upload)) {
        upload.putInto(store);
      }
    }
  }

  /**
   * What its content names is renewed; a manifest may have learnt in the store what is forgotten.
   */
  private static boolean isThere(ObjectStore store, Upload upload) {
    return upload.location().key().contains(".manifest.")
        ? store.head(upload.location()).filter(info -> info.size() == upload.bytes()).isPresent()
        : ContentStore.isFresh(store, upload.location(), upload.bytes());
  }
}
