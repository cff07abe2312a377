package io.lethe.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.activities.Workspace;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.RealServers;
import io.lethe.worker.TinyProject;
import io.lethe.worker.runtime.Backend;
import io.lethe.worker.runtime.LetheWorker;
import io.lethe.worker.runtime.Telemetry;
import io.lethe.worker.runtime.WorkerSettings;
import io.lethe.workflows.contract.TaskQueues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Temporal server knows what waits in a queue. */
class QueueBacklogTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void aRunThatNobodyWorksOnIsSeenByTheWorkersOfOtherQueues() throws IOException {
    TinyProject project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
    project.request("waiting.yaml", TinyProject.training("waiting"));
    try (RealServers servers = RealServers.start(folder);
        Telemetry telemetry =
            Telemetry.of(Map.of(), Optional.of(new MetricsAddress("127.0.0.1", 0)));
        Backend backend = Backend.remote(servers.variables(), telemetry);
        LetheWorker worker =
            LetheWorker.start(
                backend.temporal().orElseThrow(),
                Workspace.of(backend.store(), folder.resolve("cache")),
                List.of(TaskQueues.IO),
                WorkerSettings.standard(),
                telemetry)) {
      assertThat(worker).isNotNull();
      CommandLineHarness person =
          new CommandLineHarness(project.folder(), folder.resolve("person"))
              .with(servers.variables());
      assertThat(person.lethe("run", "-f", "waiting.yaml").code()).isZero();

      String url = telemetry.metricsUrl().orElseThrow();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                Scrape scrape = Scrape.of(url);
                assertThat(scrape.value("lethe_queue_backlog{queue=\"lethe\"}")).hasValue(1);
                assertThat(scrape.value("lethe_queue_backlog{queue=\"lethe-io\"}")).hasValue(0);
                assertThat(scrape.value("lethe_queue_wait_seconds{queue=\"lethe\"}")).isPresent();
              });
    }
  }
}
