package io.lethe.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract against a real MinIO server, and what only a server can show. */
class MinioObjectStoreTest extends ObjectStoreContract {
  private static MinioServer server;
  private static ObjectStore store;

  @BeforeAll
  static void startServer(@TempDir Path folder) throws IOException {
    server = MinioServer.start(folder);
    store = new MinioObjectStore(server.settings());
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      store.close();
      server.close();
    }
  }

  @Override
  protected ObjectStore store() {
    return store;
  }

  @Test
  void wrongCredentialsAreDeniedWithoutBeingRepeated() {
    StoreSettings wrong =
        StoreSettings.of(
            server.settings().endpoint(), server.settings().accessKey(), "wrong-secret");
    try (ObjectStore stranger = new MinioObjectStore(wrong)) {
      assertThatThrownBy(() -> stranger.read(new Location("contract", "a")))
          .isInstanceOf(StoreAccessDeniedException.class)
          .hasMessageContaining("s3://contract/a")
          .message()
          .doesNotContain("wrong-secret");
    }
  }

  @Test
  void aServerThatIsAwayIsUnavailableAndServesAgainAfterwards() throws IOException {
    Location a = new Location("contract", "away-" + UUID.randomUUID());
    store.put(a, new byte[] {1});
    server.stop();
    try {
      assertThatThrownBy(() -> store.read(a))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining(a.toString());
      assertThatThrownBy(() -> store.head(a)).isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> store.putIfAbsent(a, new byte[1]))
          .isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> store.list("contract", "").toList())
          .isInstanceOf(StoreUnavailableException.class);
    } finally {
      server.start();
    }
    assertThat(store.read(a).bytes()).containsExactly(1);
  }
}
