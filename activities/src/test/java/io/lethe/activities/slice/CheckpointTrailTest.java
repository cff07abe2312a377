package io.lethe.activities.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.activities.Layout;
import io.lethe.activities.Workspace;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.store.Versioned;
import io.lethe.workflows.contract.ArtifactRef;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of checkpoints that a second attempt comes to again. */
class CheckpointTrailTest {
  private static final String KEY = "stage-key";

  @TempDir Path cache;

  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private Workspace workspace;

  @BeforeEach
  void prepare() {
    store.createBucketIfMissing(Layout.BUCKET);
    workspace = Workspace.of(store, cache);
  }

  /** Killed, or cut off, between the body and the pointer: the successor comes to the same body. */
  @Test
  void bodyThatThePredecessorStoredIsNotWrittenAgain() {
    byte[] body = {1, 2, 3};
    ArtifactRef first = CheckpointTrail.open(workspace, KEY).store(body);
    Versioned written = store.read(Location.parse(first.key()));

    ArtifactRef second = CheckpointTrail.open(workspace, KEY).store(body);

    assertThat(second).isEqualTo(first);
    assertThat(store.read(Location.parse(second.key())).etag()).isEqualTo(written.etag());
  }

  @Test
  void bodyThatLiesThereDamagedIsWrittenAgain() {
    byte[] body = {1, 2, 3};
    ArtifactRef first = CheckpointTrail.open(workspace, KEY).store(body);
    store.put(Location.parse(first.key()), new byte[] {1, 2, 4});

    CheckpointTrail.open(workspace, KEY).store(body);

    assertThat(store.read(Location.parse(first.key())).bytes()).isEqualTo(body);
  }

  /** Beyond what the store writes conditionally. */
  @Test
  void largeBodyIsStoredOnceToo() {
    byte[] body = new byte[ObjectStore.MAX_SMALL_BYTES + 1];
    ArtifactRef first = CheckpointTrail.open(workspace, KEY).store(body);
    Instant written = store.head(Location.parse(first.key())).orElseThrow().lastModified();

    ArtifactRef second = CheckpointTrail.open(workspace, KEY).store(body);

    assertThat(workspace.fetch(second)).hasBinaryContent(body);
    assertThat(store.head(Location.parse(second.key())).orElseThrow().lastModified())
        .isEqualTo(written);
  }
}
