package io.lethe.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real MinIO behind a certificate that only a private authority vouches for. */
class MinioTlsTest {
  private static final Location OBJECT = new Location("private", "a");

  @TempDir private static Path folder;
  private static MinioServer server;

  @BeforeAll
  static void startServer() throws IOException {
    server =
        MinioServer.startWithTls(
            Files.createDirectories(folder.resolve("minio")), TestAuthority.create("ours"));
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  private static Map<String, String> environment(String endpoint, Path bundle) {
    Map<String, String> environment = new HashMap<>();
    environment.put("AWS_ENDPOINT_URL_S3", endpoint);
    environment.put("AWS_ACCESS_KEY_ID", server.settings().accessKey());
    environment.put("AWS_SECRET_ACCESS_KEY", server.settings().secretKey());
    if (bundle != null) {
      environment.put("AWS_CA_BUNDLE", bundle.toString());
    }
    return environment;
  }

  private static String https() {
    return server.settings().endpoint().toString();
  }

  @Test
  void theNamedAuthorityIsTrusted() {
    Path bundle = folder.resolve("minio/ca.pem");
    try (ObjectStore store =
        new MinioObjectStore(StoreSettings.from(environment(https(), bundle)))) {
      store.createBucketIfMissing("private");
      store.put(OBJECT, "hidden".getBytes(StandardCharsets.UTF_8));
      assertThat(store.read(OBJECT).bytes()).asString().isEqualTo("hidden");
    }
  }

  @Test
  void withoutItOrWithAnotherTheMessageSaysWhatToSet() throws IOException {
    Path other = TestAuthority.create("theirs").writeCertificate(folder.resolve("other.pem"));
    for (Path bundle : new Path[] {null, other}) {
      try (ObjectStore store =
          new MinioObjectStore(StoreSettings.from(environment(https(), bundle)))) {
        assertThatThrownBy(() -> store.read(OBJECT))
            .isInstanceOf(StoreUnavailableException.class)
            .hasMessageContaining("no TLS connection")
            .hasMessageContaining("AWS_CA_BUNDLE");
      }
    }
  }

  @Test
  void plainTextToATlsServerIsUnavailable() {
    String http = https().replace("https:", "http:");
    try (ObjectStore store = new MinioObjectStore(StoreSettings.from(environment(http, null)))) {
      assertThatThrownBy(() -> store.read(OBJECT))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("HTTPS");
    }
  }

  @Test
  void aBundleThatIsNoneIsRefusedByName() throws IOException {
    Path text = Files.writeString(folder.resolve("text.pem"), "no certificate");
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    for (Path wrong : new Path[] {text, empty, folder.resolve("missing.pem")}) {
      assertThatThrownBy(() -> StoreSettings.from(environment(https(), wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("AWS_CA_BUNDLE: '" + wrong);
    }
  }
}
