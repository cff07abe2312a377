package io.lethe.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.TinyProject;
import io.lethe.worker.runtime.Session;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands beside a process that owns the state folder, as {@code lethe up} does. */
class AttachedCommandsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private static TinyProject project;
  private static CommandLineHarness person;
  private static Session owner;

  @BeforeAll
  static void serve() throws IOException {
    project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
    person = new CommandLineHarness(project.folder(), folder);
    owner = person.owner();
    assertThat(owner.owner()).isTrue();
  }

  @AfterAll
  static void stop() throws IOException {
    owner.close();
  }

  @Test
  void aRunIsExecutedByTheOwner() throws IOException {
    project.request("short.yaml", TinyProject.unlearning("short", "model.safetensors"));
    Outcome outcome = person.lethe("run", "-f", "short.yaml", "--json");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    JsonNode result = Wire.mapper().readTree(outcome.out());
    assertThat(result.path("state").asText()).isEqualTo("published");
    assertThat(result.path("membership").asText()).isEqualTo("unknown");
  }

  /** Cancelled is exit code 4, and a retry is a new execution of the same request. */
  @Test
  void aRunIsCancelledAndRetried() throws IOException {
    project.request(
        "long.yaml", TinyProject.training("long").replace("epochs: 2", "epochs: 100000"));
    Outcome started = person.lethe("run", "-f", "long.yaml");
    assertThat(started.code()).as(started.err()).isZero();
    assertThat(started.out()).contains("lethe watch long");
    cancelOnceTraining();

    Outcome cancelled = person.lethe("watch", "long", "--json");
    assertThat(cancelled.code()).as(cancelled.err()).isEqualTo(ExitCode.CANCELLED);
    assertThat(Wire.mapper().readTree(cancelled.out()).path("state").asText())
        .isEqualTo("cancelled");

    assertThat(person.lethe("retry", "long").code()).isZero();
    assertThat(person.lethe("retry", "long").err()).contains("running");
    cancelOnceTraining();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(person.lethe("show", "long").out()).contains("long: cancelled"));
  }

  private static void cancelOnceTraining() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(person.lethe("list").out()).containsPattern("long .*running +train"));
    assertThat(person.lethe("cancel", "long", "--reason", "test").code()).isZero();
  }
}
