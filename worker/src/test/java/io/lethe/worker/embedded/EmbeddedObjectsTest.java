package io.lethe.worker.embedded;

import io.lethe.store.MinioObjectStore;
import io.lethe.store.ObjectStore;
import io.lethe.store.ObjectStoreContract;
import io.lethe.store.StoreSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The embedded object store keeps the same contract as MinIO. */
class EmbeddedObjectsTest extends ObjectStoreContract {
  private static EmbeddedObjects server;
  private static ObjectStore store;

  @BeforeAll
  static void startServer(@TempDir Path folder) throws IOException {
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
}
