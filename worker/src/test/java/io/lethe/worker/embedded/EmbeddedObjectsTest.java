package io.lethe.worker.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.store.Location;
import io.lethe.store.MinioObjectStore;
import io.lethe.store.ObjectStore;
import io.lethe.store.ObjectStoreContract;
import io.lethe.store.StoreSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded object store keeps the same contract as MinIO. */
class EmbeddedObjectsTest extends ObjectStoreContract {
  @TempDir private static Path folder;

  private static EmbeddedObjects server;
  private static ObjectStore store;

  @BeforeAll
  static void startServer() throws IOException {
    server = new EmbeddedObjects(folder, "access", "secret");
    store = new MinioObjectStore(StoreSettings.of(URI.create(server.url()), "access", "secret"));
  }

  @AfterAll
  static void stopServer() throws IOException {
    store.close();
    server.close();
  }

  @Override
  protected ObjectStore store() {
    return store;
  }

  @Test
  void fileThatIsStillBeingWrittenIsNotListed() throws IOException {
    store.createBucketIfMissing("unfinished");
    store.put(new Location("unfinished", "runs/a.json"), new byte[] {1});
    // As S3Proxy names the file it writes before it moves it; its attributes come last.
    Files.write(folder.resolve("unfinished/runs/b.json-0f8fad5b"), new byte[] {1});

    assertThat(store.list("unfinished", "runs/").map(info -> info.location().key()))
        .containsExactly("runs/a.json");
  }
}
