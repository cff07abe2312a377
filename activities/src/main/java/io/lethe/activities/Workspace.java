package io.lethe.activities;

import io.lethe.activities.inputs.DatasetCache;
import io.lethe.store.ContentStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.store.StoredArtifact;
import io.lethe.workflows.contract.ArtifactRef;
import java.nio.file.Path;

/**
 * What every activity of a process works with: the store, verified local copies, decoded data.
 *
 * @param store the object store
 * @param content artifacts by digest, cached locally
 * @param datasets decoded data sets
 */
public record Workspace(ObjectStore store, ContentStore content, DatasetCache datasets) {
  /** A workspace with its local copies under {@code cache}, which may be deleted at any time. */
  public static Workspace of(ObjectStore store, Path cache) {
    return new Workspace(
        store,
        new ContentStore(store, Layout.BUCKET, cache.resolve("artifacts")),
        new DatasetCache(cache.resolve("datasets")));
  }

  /** The same local copies over another view of the store, such as one with staged files. */
  public Workspace over(ObjectStore view, Path cache) {
    return new Workspace(
        view, new ContentStore(view, Layout.BUCKET, cache.resolve("artifacts")), datasets);
  }

  /** Stores bytes under their digest. */
  public ArtifactRef put(byte[] bytes) {
    return ref(content.put(bytes));
  }

  /** A verified local copy. */
  public Path fetch(ArtifactRef ref) {
    return content.fetch(Location.parse(ref.key()), ref.sha256());
  }

  /** The reference of a stored artifact. */
  public static ArtifactRef ref(StoredArtifact artifact) {
    return new ArtifactRef(artifact.location().toString(), artifact.sha256(), artifact.bytes());
  }
}
