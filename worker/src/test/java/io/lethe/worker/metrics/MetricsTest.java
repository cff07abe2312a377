package io.lethe.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.TinyProject;
import io.lethe.worker.embedded.StateFolder;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Target;
import io.lethe.worker.runtime.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scrapes of a process that works on runs. */
class MetricsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private static TinyProject project;
  private static CommandLineHarness person;
  private static Session owner;
  private static String url;

  @BeforeAll
  static void serve() throws IOException {
    project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
    Map<String, String> variables =
        Map.of(
            "XDG_STATE_HOME", folder.resolve("state").toString(),
            "XDG_CACHE_HOME", folder.resolve("cache").toString(),
            "LETHE_CHECKPOINT_INTERVAL", "0");
    person = new CommandLineHarness(project.folder(), folder);
    Telemetry telemetry = Telemetry.of(variables, Optional.of(new MetricsAddress("127.0.0.1", 0)));
    url = telemetry.metricsUrl().orElseThrow();
    owner =
        Session.working(
            new Target.Embedded(new StateFolder(folder.resolve("state/lethe"))),
            variables,
            telemetry);
  }

  @AfterAll
  static void stop() throws IOException {
    owner.close();
  }

  @Test
  void whatARunDoesIsCountedWhileItDoesItAndAfterwards() throws IOException {
    project.request("long.yaml", TinyProject.training("long").replace("epochs: 2", "epochs: 9999"));
    assertThat(person.lethe("run", "-f", "long.yaml").code()).isZero();
    await().atMost(PATIENCE).untilAsserted(() -> assertRunning(Scrape.of(url)));
    assertThat(person.lethe("cancel", "long").code()).isZero();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Scrape.of(url).text())
                    .contains("lethe_slices_running 0.0")
                    .doesNotContain("lethe_images_per_second{", "lethe_checkpoint_age_seconds{"));

    project.request("short.yaml", TinyProject.training("short"));
    Outcome outcome = person.lethe("run", "-f", "short.yaml", "--watch");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertFinished(Scrape.of(url));
  }

  private static void assertRunning(Scrape scrape) {
    assertThat(scrape.value("lethe_slices_running")).hasValue(1);
    assertBetween(scrape.value("lethe_images_per_second{stage=\"train\"}"), 0.1, 1e6);
    // A checkpoint follows every step; one that loads the engine may take its time.
    assertBetween(scrape.value("lethe_checkpoint_age_seconds{stage=\"train\"}"), 0, 60);
    assertBetween(scrape.value("lethe_images_total{stage=\"train\"}"), 20, 1e9);
    // A ResNet-20s has 270,000 weights of four bytes, and as much momentum.
    assertBetween(scrape.value("lethe_checkpoint_bytes_max{stage=\"train\"}"), 2e6, 3e6);
    assertThat(scrape.text())
        .contains("temporal_workflow_task_queue_poll_succeed_total{")
        .contains("temporal_activity_schedule_to_start_latency_seconds_bucket{")
        .contains("jvm_memory_used_bytes{")
        .contains("process_cpu_seconds_total");
  }

  private static void assertFinished(Scrape scrape) {
    assertThat(scrape.value("lethe_stage_seconds_count{stage=\"train\"}")).hasValue(1);
    assertBetween(scrape.value("lethe_stage_seconds_sum{stage=\"train\"}"), 0.01, 120);
    assertThat(scrape.own())
        .contains("lethe_stage_seconds", "lethe_slices_running", "lethe_checkpoint_bytes")
        .as("no GPU here, and the embedded server does not count what waits")
        .doesNotContain("lethe_queue_backlog");
  }

  private static void assertBetween(OptionalDouble value, double low, double high) {
    assertThat(value).isPresent();
    assertThat(value.getAsDouble()).isBetween(low, high);
  }
}
