package io.lethe.worker;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.lethe.activities.Workspace;
import io.lethe.store.MinioServer;
import io.lethe.store.StoreSettings;
import io.lethe.worker.runtime.Backend;
import io.lethe.worker.runtime.LetheWorker;
import io.lethe.worker.runtime.WorkerSettings;
import io.lethe.workflows.contract.TaskQueues;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Temporal dev server and a real MinIO on 127.0.0.1, for tests. They run where the programs
 * {@code temporal} (or the one of {@code LETHE_TEMPORAL_CLI}) and {@code minio} are.
 */
public final class RealServers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int ANSWER_SECONDS = 10;
  private static final int ATTEMPTS = 3;

  private final MinioServer minio;
  private final Process temporal;
  private final int temporalPort;

  private RealServers(MinioServer minio, Process temporal, int temporalPort) {
    this.minio = minio;
    this.temporal = temporal;
    this.temporalPort = temporalPort;
  }

  /**
   * Starts both; the calling test is skipped where a program is missing.
   *
   * @param folder an empty folder for their data and logs
   */
  public static RealServers start(Path folder) throws IOException {
    Optional<Path> program = temporalProgram();
    assumeThat(program)
        .as("no program 'temporal' on the PATH or in LETHE_TEMPORAL_CLI")
        .isPresent();
    MinioServer minio = MinioServer.start(Files.createDirectories(folder.resolve("minio")));
    for (int attempt = 1; ; attempt++) {
      int port = MinioServer.freePort();
      Path log = folder.resolve("temporal-%d.log".formatted(attempt));
      Process temporal = temporal(program.get(), port, folder.resolve("temporal.db"), log);
      await("Temporal answers, see " + log)
          .atMost(PATIENCE)
          .until(() -> !temporal.isAlive() || answers(port));
      if (temporal.isAlive()) {
        return new RealServers(minio, temporal, port);
      }
      // A free port may be taken by another process before the server has it.
      if (attempt == ATTEMPTS) {
        minio.close();
        throw new IllegalStateException("Temporal ended: " + Files.readString(log));
      }
    }
  }

  private static Process temporal(Path program, int port, Path database, Path log)
      throws IOException {
    return new ProcessBuilder(
            program.toString(),
            "server",
            "start-dev",
            "--ip",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--headless",
            "--log-level",
            "error",
            "--db-filename",
            database.toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
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

  /** That something listens is not enough: the program tries its port before it serves there. */
  private static boolean answers(int port) {
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget("127.0.0.1:" + port).build());
    try {
      stubs
          .blockingStub()
          .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
          .describeNamespace(DescribeNamespaceRequest.newBuilder().setNamespace("default").build());
      return true;
    } catch (StatusRuntimeException e) {
      return false;
    } finally {
      stubs.shutdownNow();
    }
  }

  /** A worker on all queues, in this process. */
  static LetheWorker worker(Backend backend, Path cache) {
    return LetheWorker.start(
        backend.temporal().orElseThrow(),
        Workspace.of(backend.store(), cache),
        TaskQueues.all(),
        WorkerSettings.standard());
  }

  /** The variables by which a command finds them. */
  public Map<String, String> variables() {
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

  @Override
  public void close() {
    temporal.destroy();
    minio.close();
    // Until it has gone it writes into the folder that is about to be removed.
    await().atMost(PATIENCE).until(() -> !temporal.isAlive());
  }
}
