package io.lethe.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.activities.Workspace;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.runtime.Backend;
import io.lethe.worker.runtime.LetheWorker;
import io.lethe.worker.runtime.WorkerSettings;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.TaskQueues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
