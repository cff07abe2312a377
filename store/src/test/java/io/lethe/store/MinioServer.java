package io.lethe.store;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A real MinIO server for tests: on 127.0.0.1, a free port, an empty folder and random credentials.
 * May be stopped and started again on the same folder and port, to be away for a while.
 */
public final class MinioServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PORTS = 100;

  private final Path binary;
  private final Path folder;
  private final int port;
  private final StoreSettings settings;
  private Process process;

  private MinioServer(Path binary, Path folder, int port, Optional<CaBundle> authorities) {
    this.binary = binary;
    this.folder = folder;
    this.port = port;
    StoreSettings plain =
        StoreSettings.of(
            URI.create((authorities.isPresent() ? "https" : "http") + "://127.0.0.1:" + port),
            "user-" + UUID.randomUUID(),
            UUID.randomUUID().toString());
    this.settings = authorities.map(plain::trusting).orElse(plain);
  }

  /**
   * Starts a server and waits until it answers. The calling test is skipped where there is no
   * MinIO.
   *
   * @param folder an empty folder for its data and log, such as a {@code @TempDir}
   */
  public static MinioServer start(Path folder) throws IOException {
    MinioServer server =
        new MinioServer(MinioBinary.require(), folder, freePort(), Optional.empty());
    server.start();
    return server;
  }

  /** The same with TLS, under a certificate that the authority issues. */
  public static MinioServer startWithTls(Path folder, TestAuthority authority) throws IOException {
    Path bundle = authority.writeCertificate(folder.resolve("ca.pem"));
    Path certificates = Files.createDirectories(folder.resolve("certs"));
    TestAuthority.Identity identity = authority.issue("minio");
    identity.writeCertificate(certificates.resolve("public.crt"));
    identity.writeKey(certificates.resolve("private.key"));
    MinioServer server =
        new MinioServer(
            MinioBinary.require(), folder, freePort(), Optional.of(CaBundle.read(bundle)));
    server.start();
    return server;
  }

  /** Starts the server again after {@link #stop}. */
  public void start() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    ProcessBuilder builder =
        new ProcessBuilder(
            binary.toString(),
            "server",
            "--quiet",
            "--address",
            "127.0.0.1:" + port,
            "--certs-dir",
            folder.resolve("certs").toString(),
            data.toString());
    builder.environment().put("MINIO_ROOT_USER", settings.accessKey());
    builder.environment().put("MINIO_ROOT_PASSWORD", settings.secretKey());
    builder.environment().put("MINIO_BROWSER", "off");
    builder.environment().put("MINIO_UPDATE", "off");
    Path log = folder.resolve("minio.log");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    process = builder.start();
    await("MinIO answers, see " + log).atMost(PATIENCE).until(this::isReady);
  }

  private boolean isReady() throws IOException, InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "MinIO ended: " + Files.readString(folder.resolve("minio.log")));
    }
    HttpRequest request =
        // "ready" and "live" answer 200 while the server still begins and refuses what is asked.
        HttpRequest.newBuilder(settings.endpoint().resolve("/minio/health/cluster")).build();
    try {
      HttpClient.Builder client = HttpClient.newBuilder();
      settings.authorities().map(CaBundle::context).ifPresent(client::sslContext);
      return client.build().send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** How to reach it, with all rights. */
  public StoreSettings settings() {
    return settings;
  }

  /** Ends the process at once, as a crash would; its data stays. */
  public void stop() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("MinIO, process " + process.pid() + ", does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }

  /**
   * A port that nobody listens on, below those that systems hand out: a connection going out, such
   * as one to this very port, might else be given it before the server begins or while it is away.
   */
  public static int freePort() throws IOException {
    for (int attempt = 1; ; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        if (attempt == PORTS) {
          throw taken;
        }
      }
    }
  }
}
