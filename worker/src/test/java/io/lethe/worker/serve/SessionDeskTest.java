package io.lethe.worker.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.gateway.RunEntry;
import io.lethe.gateway.Trigger;
import io.lethe.gateway.UnknownRunException;
import io.lethe.gateway.WrongStateException;
import io.lethe.store.Location;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.TinyProject;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Submission;
import io.lethe.workflows.client.StartedRun;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.RunStatus;
import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.Problem;
import io.lethe.workflows.request.RequestReader;
import io.lethe.workflows.request.RunRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The desk over embedded servers with a worker in this process. */
class SessionDeskTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private static TinyProject project;
  private static Session session;
  private static SessionDesk desk;

  @BeforeAll
  static void open() throws IOException {
    project = TinyProject.create(folder.resolve("project"));
    session = new CommandLineHarness(folder, folder).owner();
    desk = SessionDesk.open(session);
  }

  @AfterAll
  static void close() throws IOException {
    desk.close();
    session.close();
  }

  /** As a client sends it: with references to what is in the store. */
  private static RunRequest stored(String yaml) throws IOException {
    return Submission.of(session, RequestReader.readRun(yaml), List.of(project.folder())).upload();
  }

  private static RunRequest training(String name) throws IOException {
    return stored(TinyProject.training(name));
  }

  private static Trigger trigger(String dag) {
    return new Trigger(
        dag,
        Optional.of("ada"),
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        Optional.empty(),
        Optional.of("first"));
  }

  private static Optional<RunState> state(String run) {
    return desk.run(run).flatMap(RunEntry::record).map(record -> record.state());
  }

  /**
   * Until there is nothing left to cancel: Temporal closes a run after its record tells the end.
   */
  private static void awaitEnd(String run) {
    await(run)
        .atMost(PATIENCE)
        .until(() -> state(run).filter(RunState::ended).isPresent() && !desk.running(run));
  }

  private static Optional<RunEntry> listed(String run) {
    return desk.runs().stream().filter(entry -> entry.name().equals(run)).findFirst();
  }

  @Test
  void triggeredRunIsListedAtOnceAndEnds() throws IOException {
    RunRequest request = training("ends");
    // Only then: one that is some seconds old is started by whoever looks for lost ones.
    Trigger trigger = trigger("lethe_train");
    StartedRun started = desk.start(request, trigger);
    assertThat(started.attached()).isFalse();
    assertThat(listed("ends").orElseThrow().trigger()).isEqualTo(trigger);
    awaitEnd("ends");
    assertThat(state("ends")).contains(RunState.COMPLETED);
    assertThat(desk.executions("ends")).hasSize(1);
    await().until(() -> listed("ends").flatMap(RunEntry::record).isPresent());
    // The same request again is the same run.
    assertThat(desk.start(training("ends"), trigger("lethe_train")).result()).isPresent();
    assertThat(desk.run("ends").orElseThrow().trigger()).isEqualTo(trigger);
  }

  @Test
  void gatewayKilledBeforeTemporalKnewLosesNothing() throws IOException {
    RunRequest request = training("lost");
    Trigger old =
        new Trigger(
            "lethe_train",
            Optional.of("ada"),
            Instant.now().minusSeconds(60),
            Optional.empty(),
            Optional.empty());
    session.store().put(Layout.trigger("lost"), Json.sealed(StoredTrigger.of(old, request)));
    awaitEnd("lost");
    assertThat(state("lost")).contains(RunState.COMPLETED);
    assertThat(desk.run("lost").orElseThrow().trigger().by()).contains("ada");
  }

  @Test
  void pausedDagKeepsTheTriggerUntilItGoesOn() throws IOException {
    desk.pause("lethe_demo", true);
    desk.start(training("waits"), trigger("lethe_demo"));
    assertThat(desk.running("waits")).isFalse();
    assertThat(listed("waits").orElseThrow().record()).isEmpty();
    desk.pause("lethe_demo", false);
    assertThat(desk.paused()).isEmpty();
    awaitEnd("waits");
  }

  @Test
  void runThatWaitsForItsDagIsCancelledWithTheReasonInItsRecord() throws IOException {
    desk.pause("lethe_compare", true);
    desk.start(training("unwanted"), trigger("lethe_compare"));
    desk.cancel("unwanted", new Decision("ada", "not needed"));
    awaitEnd("unwanted");
    RunRecord record = desk.run("unwanted").flatMap(RunEntry::record).orElseThrow();
    assertThat(record.state()).isEqualTo(RunState.CANCELLED);
    assertThat(record.result().orElseThrow().reason().orElseThrow()).contains("ada", "not needed");
    assertThat(record.stages()).isEmpty();
    await().until(() -> !desk.running("unwanted"));

    desk.pause("lethe_compare", false);
    assertThat(desk.running("unwanted")).isFalse();
    assertThat(desk.executions("unwanted")).hasSize(1);
  }

  @Test
  void trainingOfABaselineTellsHowFarItIs() throws IOException {
    String yaml =
        TinyProject.unlearning("gapped", "model.safetensors")
            + "baseline: {mode: train, recipe: {name: retrain, epochs: 50000, batchSize: 20}}\n";
    desk.start(stored(yaml), trigger("lethe_unlearn"));
    // What was seen once counts: the next question may find another stage, or no answer.
    Progress seen =
        await()
            .atMost(PATIENCE)
            .until(() -> progress("gapped").filter(p -> p.step() > 0), Optional::isPresent)
            .orElseThrow();
    assertThat(seen.epochs()).isEqualTo(50_000);
    desk.cancel("gapped", new Decision("ada", ""));
    awaitEnd("gapped");
  }

  private static Optional<Progress> progress(String run) {
    return desk.run(run)
        .flatMap(RunEntry::record)
        .flatMap(record -> desk.standing(record).live())
        .map(RunStatus::progress)
        .filter(progress -> progress.stage().equals("baseline"));
  }

  @Test
  void nameOfAnotherRequestIsRefused() throws IOException {
    desk.start(training("taken"), trigger("lethe_train"));
    RunRequest other = stored(TinyProject.training("taken").replace("seed: 1", "seed: 2"));
    assertThatThrownBy(() -> desk.start(other, trigger("lethe_train")))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            e -> assertThat(e.problems()).extracting(Problem::field).containsExactly("name"));
    awaitEnd("taken");
  }

  @Test
  void localPathsAreRefused() {
    RunRequest local = RequestReader.readRun(TinyProject.unlearning("local", "/etc/passwd"));
    assertThatThrownBy(() -> desk.start(local, trigger("lethe_unlearn")))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(new Problem("model.ref", "'/etc/passwd'", "s3://bucket/key")));
    assertThat(desk.run("local")).isEmpty();
  }

  @Test
  void noteChangesAndDeletionLeavesNothing() throws IOException {
    desk.start(training("noted"), trigger("lethe_train"));
    awaitEnd("noted");
    desk.note("noted", Optional.of("second"));
    assertThat(listed("noted").orElseThrow().trigger().note()).contains("second");
    assertThatThrownBy(() -> desk.cancel("noted", new Decision("ada", "")))
        .isInstanceOf(WrongStateException.class)
        .hasMessageContaining("'noted' in state completed");
    desk.delete("noted");
    assertThat(desk.run("noted")).isEmpty();
    assertThat(listed("noted")).isEmpty();
    assertThatThrownBy(() -> desk.retry("noted")).isInstanceOf(UnknownRunException.class);
  }

  @Test
  void runStartedElsewhereCanBeNoted() throws IOException {
    RunRequest request = training("elsewhere");
    session.runs().start(request);
    awaitEnd("elsewhere");
    await().until(() -> listed("elsewhere").isPresent());
    assertThat(listed("elsewhere").orElseThrow().trigger().dag()).isEqualTo("lethe_train");
    desk.note("elsewhere", Optional.of("seen"));
    assertThat(desk.run("elsewhere").orElseThrow().trigger().note()).contains("seen");
  }

  @Test
  void damagedRecordHidesNoOther() throws IOException {
    Location damaged = Layout.run("damaged", "x");
    session.store().put(damaged, new byte[] {'{'});
    desk.start(training("beside"), trigger("lethe_train"));
    awaitEnd("beside");
    await().until(() -> listed("beside").flatMap(RunEntry::record).isPresent());
    assertThat(listed("damaged")).isEmpty();
    session.store().delete(damaged);
  }
}
