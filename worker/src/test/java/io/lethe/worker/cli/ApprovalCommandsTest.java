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
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that wait for a person, and those who look at them from elsewhere. */
class ApprovalCommandsTest {
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
  }

  @AfterAll
  static void stop() throws IOException {
    owner.close();
  }

  private static void start(String name) throws IOException {
    project.request(name + ".yaml", TinyProject.awaitingApproval(name));
    Outcome started = person.lethe("run", "-f", name + ".yaml");
    assertThat(started.code()).as(started.err()).isZero();
  }

  private static void awaitWaiting(String name) {
    await()
        .atMost(PATIENCE)
        .until(() -> person.lethe("list", name).out().contains("awaiting-approval"));
  }

  /** Somebody who watches is told what the run waits for, and goes on watching. */
  @Test
  void anApprovedRunIsReleasedAndSaysByWhom() throws IOException {
    start("asked");
    CompletableFuture<Outcome> watching =
        CompletableFuture.supplyAsync(
            () ->
                new CommandLineHarness(folder, folder)
                    .lethe("watch", "asked", "--json", "--state", folder + "/state/lethe"));
    awaitWaiting("asked");

    Outcome approved = person.lethe("approve", "asked", "--reason", "looks right");

    assertThat(approved.code()).as(approved.err()).isZero();
    assertThat(approved.err()).contains("asked is approved", "lethe watch asked");
    Outcome watched = watching.join();
    assertThat(watched.code()).as(watched.err()).isZero();
    assertThat(watched.err()).doesNotContain("\r", "\u001b");
    JsonNode result = Wire.mapper().readTree(watched.out());
    assertThat(result.path("state").asText()).isEqualTo("published");
    assertThat(result.path("reason").asText())
        .isEqualTo("approved by " + System.getProperty("user.name") + ": looks right");
    assertThat(person.lethe("show", "asked").out()).contains("approved by");

    Outcome late = person.lethe("reject", "asked");
    assertThat(late.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(late.err())
        .contains("found 'asked' in state published", "waiting for an approval", "lethe show RUN");
  }

  @Test
  void aRejectedRunReleasesNothing() throws IOException {
    start("refused");
    awaitWaiting("refused");
    Outcome waiting = person.lethe("list", "--status", "awaiting-approval", "ref*");
    assertThat(waiting.out()).contains("refused");

    assertThat(person.lethe("reject", "refused", "--reason", "too many gaps").code()).isZero();

    Outcome watched = person.lethe("watch", "refused", "--json");
    assertThat(watched.code()).as(watched.err()).isEqualTo(ExitCode.GATE_FAILED);
    JsonNode result = Wire.mapper().readTree(watched.out());
    assertThat(result.path("state").asText()).isEqualTo("rejected");
    assertThat(result.path("reason").asText()).endsWith(": too many gaps");
    assertThat(result.path("artifacts").path("unlearned").path("key").asText())
        .doesNotContain("released");
  }

  @Test
  void aRunThatIsNoneIsRefusedWithTheNextStep() {
    for (String command : new String[] {"approve", "reject", "cancel", "watch", "show"}) {
      Outcome outcome = person.lethe(command, "nobody");
      assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(outcome.err())
          .contains("RUN: found 'nobody'", "'lethe list' shows the runs")
          .hasLineCount(1);
    }
  }

  /** A comparison is followed by somebody who did not start it, from another folder. */
  @Test
  void aComparisonStartedElsewhereIsFollowedToItsEnd() throws IOException {
    project.request(
        "both.yaml",
        """
        kind: compare
        name: both
        model: {ref: model.safetensors, architecture: resnet20s, classes: 3}
        dataset: {ref: data}
        forget: [{random: {fraction: 0.1}}]
        methods: [{name: ga, epochs: 1, batchSize: 30}]
        seeds: [1, 2]
        evaluate: {metrics: [ua]}
        compute: {device: cpu, threads: %d}
        """
            .formatted(TinyProject.THREADS));
    Outcome started = person.lethe("run", "-f", "both.yaml");
    assertThat(started.out()).as(started.err()).contains("lethe watch both");

    Outcome watched = new CommandLineHarness(folder, folder).lethe("watch", "both", "--json");

    assertThat(watched.code()).as(watched.err()).isZero();
    assertThat(Wire.mapper().readTree(watched.out()).at("/cells/completed").asInt()).isEqualTo(2);
    assertThat(person.lethe("list", "--kind", "compare", "--json").out().lines())
        .singleElement()
        .asString()
        .contains("\"runId\":\"both\"");
    assertThat(person.lethe("list", "both.*", "--since", "1d", "--json").out().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("{\"runId\":\"both.ga-"));
  }
}
