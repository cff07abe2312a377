package io.lethe.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.runtime.Backend;
import io.lethe.worker.runtime.LetheWorker;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same request on a real Temporal server with MinIO, and embedded. */
class RealServersTest {
  @TempDir Path folder;
  private RealServers servers;

  @BeforeEach
  void start() throws IOException {
    servers = RealServers.start(folder);
  }

  @AfterEach
  void stop() {
    if (servers != null) {
      servers.close();
    }
  }

  @Test
  void realAndEmbeddedServersGiveTheSameWeights() throws IOException {
    TinyProject project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
    project.request("tiny.yaml", TinyProject.unlearning("tiny", "model.safetensors"));
    CommandLineHarness real =
        new CommandLineHarness(project.folder(), folder.resolve("real")).with(servers.variables());
    CommandLineHarness embedded =
        new CommandLineHarness(project.folder(), folder.resolve("embedded"));

    JsonNode onServers;
    try (Backend backend = Backend.remote(servers.variables());
        LetheWorker worker = RealServers.worker(backend, folder.resolve("worker-cache"))) {
      assertThat(worker).isNotNull();
      onServers = result(real.lethe("run", "-f", "tiny.yaml", "--watch", "--json"));
      assertThat(result(real.lethe("run", "-f", "tiny.yaml", "--json"))).isEqualTo(onServers);
    }
    assertThat(real.lethe("list").out()).containsPattern("tiny .*published");
    JsonNode inProcess = result(embedded.lethe("run", "-f", "tiny.yaml", "--embedded", "--json"));

    assertThat(onServers.path("state").asText()).isEqualTo("published");
    assertThat(sha256(onServers)).isNotEmpty().isEqualTo(sha256(inProcess));
  }

  /** The one who starts, the one who approves and the one who watches share nothing but servers. */
  @Test
  void aRunIsApprovedAndWatchedByOthers() throws IOException {
    TinyProject project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
    project.request("asked.yaml", TinyProject.awaitingApproval("asked"));
    CommandLineHarness person =
        new CommandLineHarness(project.folder(), folder.resolve("one")).with(servers.variables());
    CommandLineHarness other =
        new CommandLineHarness(folder, folder.resolve("other")).with(servers.variables());

    assertThat(person.lethe("run", "-f", "asked.yaml").out()).contains("lethe watch asked");
    assertThat(other.lethe("approve", "asked").err()).contains("no worker has begun");
    try (Backend backend = Backend.remote(servers.variables());
        LetheWorker worker = RealServers.worker(backend, folder.resolve("worker-cache"))) {
      assertThat(worker).isNotNull();
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> other.lethe("list").out().contains("awaiting-approval"));
      Outcome approved = other.lethe("approve", "asked");
      assertThat(approved.code()).as(approved.err()).isZero();
      assertThat(result(other.lethe("watch", "asked", "--json")).path("reason").asText())
          .startsWith("approved by ");
    }
  }

  private static JsonNode result(Outcome outcome) throws IOException {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return Wire.mapper().readTree(outcome.out());
  }

  private static String sha256(JsonNode result) {
    return result.path("artifacts").path("unlearned").path("sha256").asText();
  }
}
