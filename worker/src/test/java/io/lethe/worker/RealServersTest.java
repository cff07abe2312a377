package io.lethe.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.activities.Workspace;
import io.lethe.store.MinioServer;
import io.lethe.store.StoreSettings;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.runtime.Backend;
import io.lethe.worker.runtime.LetheWorker;
import io.lethe.worker.runtime.WorkerSettings;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.TaskQueues;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same request on a real Temporal server with MinIO, and embedded. Runs where the programs
 * {@code temporal} (or the one of {@code LETHE_TEMPORAL_CLI}) and {@code minio} are.
 */
class RealServersTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private Process temporal;
  private MinioServer minio;
  private int temporalPort;

  @BeforeEach
  void start() throws IOException {
    Optional<Path> program = temporalProgram();
    assumeThat(program)
        .as("no program 'temporal' on the PATH or in LETHE_TEMPORAL_CLI")
        .isPresent();
    minio = MinioServer.start(Files.createDirectories(folder.resolve("minio")));
    temporalPort = freePort();
    temporal =
        new ProcessBuilder(
                program.get().toString(),
                "server",
                "start-dev",
                "--ip",
                "127.0.0.1",
                "--port",
                Integer.toString(temporalPort),
                "--headless",
                "--log-level",
                "error",
                "--db-filename",
                folder.resolve("temporal.db").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("temporal.log").toFile())
            .start();
    await().atMost(PATIENCE).until(() -> answers(temporalPort));
  }

  @AfterEach
  void stop() {
    if (temporal != null) {
      temporal.destroy();
    }
    if (minio != null) {
      minio.close();
    }
  }

  private static Optional<Path> temporalProgram() {
    String named = System.getenv().getOrDefault("LETHE_TEMPORAL_CLI", "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(path -> Path.of(path, "temporal"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private Map<String, String> servers() {
    StoreSettings store = minio.settings();
    return Map.of(
        "TEMPORAL_ADDRESS",
        "127.0.0.1:" + temporalPort,
        "AWS_ENDPOINT_URL_S3",
        store.endpoint().toString(),
        "AWS_ACCESS_KEY_ID",
        store.accessKey(),
        "AWS_SECRET_ACCESS_KEY",
        store.secretKey());
  }

  @Test
  void realAndEmbeddedServersGiveTheSameWeights() throws IOException {
    TinyProject project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
    project.request("tiny.yaml", TinyProject.unlearning("tiny", "model.safetensors"));
    CommandLineHarness real =
        new CommandLineHarness(project.folder(), folder.resolve("real")).with(servers());
    CommandLineHarness embedded =
        new CommandLineHarness(project.folder(), folder.resolve("embedded"));

    JsonNode onServers;
    try (Backend backend = Backend.remote(servers());
        LetheWorker worker =
            LetheWorker.start(
                backend.temporal().orElseThrow(),
                Workspace.of(backend.store(), folder.resolve("worker-cache")),
                TaskQueues.all(),
                WorkerSettings.standard())) {
      assertThat(worker).isNotNull();
      onServers = result(real.lethe("run", "-f", "tiny.yaml", "--watch", "--json"));
      assertThat(result(real.lethe("run", "-f", "tiny.yaml", "--json"))).isEqualTo(onServers);
    }
    assertThat(real.lethe("list").out()).containsPattern("tiny .*published");
    JsonNode inProcess = result(embedded.lethe("run", "-f", "tiny.yaml", "--embedded", "--json"));

    assertThat(onServers.path("state").asText()).isEqualTo("published");
    assertThat(sha256(onServers)).isNotEmpty().isEqualTo(sha256(inProcess));
  }

  private static JsonNode result(Outcome outcome) throws IOException {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return Wire.mapper().readTree(outcome.out());
  }

  private static String sha256(JsonNode result) {
    return result.path("artifacts").path("unlearned").path("sha256").asText();
  }
}
