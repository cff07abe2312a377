package io.lethe.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.store.MinioServer;
import io.lethe.store.TestAuthority;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.runtime.Backend;
import io.lethe.worker.runtime.LetheWorker;
import io.lethe.worker.runtime.RemoteServers;
import io.lethe.workflows.Wire;
import io.temporal.api.history.v1.History;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything on the way protected: a real Temporal server behind TLS that asks for a client
 * certificate and an API key, a real MinIO behind TLS, and an encrypted history.
 */
class SecureServersTest {
  private static final String API_KEY = "the-api-key";

  @TempDir private static Path folder;
  private static RealServers servers;
  private static MinioServer minio;
  private static TlsFront front;
  private static TinyProject project;

  @BeforeAll
  static void start() throws IOException {
    servers = RealServers.start(Files.createDirectories(folder.resolve("servers")));
    TestAuthority ours = TestAuthority.create("ours");
    minio = MinioServer.startWithTls(Files.createDirectories(folder.resolve("minio")), ours);
    String address = servers.variables().get("TEMPORAL_ADDRESS");
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    front = new TlsFront(port, ours, API_KEY, folder.resolve("front"));
    TestAuthority.Identity client = ours.issue("client");
    client.writeCertificate(folder.resolve("client.pem"));
    client.writeKey(folder.resolve("client.key"));
    ours.writeCertificate(folder.resolve("ca.pem"));
    TestAuthority.create("theirs").writeCertificate(folder.resolve("other-ca.pem"));
    Files.writeString(folder.resolve("keys"), "k1 " + key('a'));
    project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable service : new AutoCloseable[] {front, minio, servers}) {
      try {
        if (service != null) {
          service.close();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static String key(char fill) {
    return Base64.getEncoder()
        .encodeToString(String.valueOf(fill).repeat(32).getBytes(StandardCharsets.US_ASCII));
  }

  private static Map<String, String> environment(String... changes) {
    Map<String, String> variables = new HashMap<>();
    variables.put("TEMPORAL_ADDRESS", front.address());
    variables.put("TEMPORAL_API_KEY", API_KEY);
    variables.put("TEMPORAL_TLS_SERVER_CA_CERT_PATH", folder.resolve("ca.pem").toString());
    variables.put("TEMPORAL_TLS_CLIENT_CERT_PATH", folder.resolve("client.pem").toString());
    variables.put("TEMPORAL_TLS_CLIENT_KEY_PATH", folder.resolve("client.key").toString());
    variables.put("AWS_ENDPOINT_URL_S3", minio.settings().endpoint().toString());
    variables.put("AWS_ACCESS_KEY_ID", minio.settings().accessKey());
    variables.put("AWS_SECRET_ACCESS_KEY", minio.settings().secretKey());
    variables.put("AWS_CA_BUNDLE", folder.resolve("ca.pem").toString());
    variables.put("LETHE_PAYLOAD_KEYS", folder.resolve("keys").toString());
    for (int i = 0; i < changes.length; i += 2) {
      if (changes[i + 1] == null) {
        variables.remove(changes[i]);
      } else {
        variables.put(changes[i], changes[i + 1]);
      }
    }
    return variables;
  }

  private static CommandLineHarness person(String... changes) {
    return new CommandLineHarness(project.folder(), folder.resolve("home"))
        .with(environment(changes));
  }

  @Test
  void aRunSucceedsAndItsRawHistoryTellsNothing() throws IOException {
    project.request("tiny.yaml", TinyProject.unlearning("tiny", "model.safetensors"));
    JsonNode result;
    try (Backend backend = Backend.remote(environment());
        LetheWorker worker = RealServers.worker(backend, folder.resolve("worker-cache"))) {
      assertThat(worker).isNotNull();
      Outcome outcome = person().lethe("run", "-f", "tiny.yaml", "--watch", "--json");
      assertThat(outcome.code()).as(outcome.err()).isZero();
      result = Wire.mapper().readTree(outcome.out());
      Outcome healthy = person().lethe("doctor", "--device", "cpu", "--json");
      assertThat(healthy.code()).as(healthy.out()).isZero();
      assertThat(healthy.out())
          .contains("\"name\":\"queue lethe-compute\",\"status\":\"ok\"")
          .contains("newest 'k1'");
    }
    assertThat(result.path("state").asText()).isEqualTo("published");

    WorkflowClient plain = RemoteServers.temporal(servers.variables());
    try {
      var history = plain.fetchHistory("tiny").getHistory();
      assertThat(history.getEventsCount()).isGreaterThan(20);
      String raw = history.toByteString().toString(StandardCharsets.ISO_8859_1);
      assertThat(raw).contains("binary/encrypted").contains("UnlearnSlice");
      for (String field : List.of("salun", "resnet20s", "s3://", "learningRate", "sha256")) {
        assertThat(raw).as(field).doesNotContain(field);
      }
      assertThat(values(history)).doesNotContain("json/plain");
    } finally {
      plain.getWorkflowServiceStubs().shutdownNow();
    }
    Outcome keyless = person("LETHE_PAYLOAD_KEYS", null).lethe("run", "-f", "tiny.yaml", "--watch");
    assertThat(keyless.code()).as("the result is in the store").isZero();
  }

  /** Without the tags of code versions, which Temporal itself writes: a name and a number. */
  private static String values(History history) {
    return history.getEventsList().stream()
        .filter(event -> !event.hasMarkerRecordedEventAttributes())
        .filter(event -> !event.hasUpsertWorkflowSearchAttributesEventAttributes())
        .map(event -> event.toByteString().toString(StandardCharsets.ISO_8859_1))
        .collect(Collectors.joining());
  }

  @Test
  void everyFaultOnTheWayIsOneLineThatNamesTheSetting() {
    assertFault(
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH", 5, "TEMPORAL_TLS_SERVER_CA_CERT_PATH", "other-ca.pem");
    assertFault(
        "TEMPORAL_TLS_CLIENT_CERT_PATH",
        5,
        "TEMPORAL_TLS_CLIENT_CERT_PATH",
        null,
        "TEMPORAL_TLS_CLIENT_KEY_PATH",
        null);
    assertFault("TEMPORAL_API_KEY", 2, "TEMPORAL_API_KEY", "another");
    assertFault("TLS", 2, "TEMPORAL_TLS_SERVER_CA_CERT_PATH", "missing.pem");
    assertFault("AWS_CA_BUNDLE", 2, "AWS_CA_BUNDLE", "missing.pem");
    assertFault("AWS_CA_BUNDLE", 5, "AWS_CA_BUNDLE", "other-ca.pem");
    assertFault("LETHE_PAYLOAD_KEYS", 2, "LETHE_PAYLOAD_KEYS", "missing-keys");
  }

  private static void assertFault(String named, int code, String... changes) {
    for (int i = 1; i < changes.length; i += 2) {
      boolean file = changes[i] != null && !changes[i].equals("another");
      changes[i] = file ? folder.resolve(changes[i]).toString() : changes[i];
    }
    Outcome outcome = person(changes).lethe("list");
    assertThat(outcome.err()).contains(named).hasLineCount(1).doesNotContain(API_KEY);
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
  }

  @Test
  void aNamespaceThatIsMissingStopsAWorkerAtOnce() {
    Outcome outcome = person("TEMPORAL_NAMESPACE", "nowhere").lethe("worker");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("namespace", "'nowhere'", "namespace create");
  }
}
