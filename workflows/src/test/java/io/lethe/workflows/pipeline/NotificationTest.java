package io.lethe.workflows.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.ActivityProfiles;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.contract.Notice;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.NotifySpec.Event;
import io.lethe.workflows.request.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is told what, and that nothing depends on it. */
class NotificationTest {
  @RegisterExtension final WorkflowEnvironment env = new WorkflowEnvironment();

  @Test
  void endIsToldOnceAfterTheRecordIsWritten() {
    env.activities.receiver =
        () ->
            assertThat(env.activities.latest("told").orElseThrow().state())
                .isEqualTo(RunState.COMPLETED);

    RunResult result = run("told", "baseline: {mode: train}");

    assertThat(result.warnings()).noneMatch(w -> w.contains("notification"));
    Notice notice = env.activities.notices.get(0);
    assertThat(env.activities.notices).as("none for the baseline, a child").containsExactly(notice);
    assertThat(notice.event()).isEqualTo(Event.ENDED);
    assertThat(notice.state()).isEqualTo(RunState.COMPLETED);
    assertThat(notice.metrics()).containsEntry("ua", 5.0);
    assertThat(notice.avgGap()).contains(1.0);
    assertThat(notice.target()).isEmpty();
    assertThat(notice.id()).isEqualTo(env.activities.written.get(0).execution() + ".ended");
  }

  @Test
  void waitingForAnApprovalIsToldAndNotWaitedFor() {
    env.activities.receiver =
        () -> {
          throw new UncheckedIOException(new IOException("receiver is away"));
        };
    env.runs.start(Requests.unlearn("asked", "gate: {approval: required}"));
    await().until(() -> !env.activities.notices.isEmpty());

    env.runs.approve("asked", new Decision("ada", "looks right"));
    await().until(() -> events().contains(Event.ENDED));
    env.activities.receiver = () -> {};

    assertThat(env.runs.await("asked").state()).isEqualTo(RunState.COMPLETED);
    assertThat(events().get(0)).isEqualTo(Event.AWAITING_APPROVAL);
  }

  @Test
  void failureIsToldWithoutItsMessage() throws IOException {
    env.activities.beforeUnlearning =
        () -> {
          throw Failures.toApplicationFailure(
              new InvalidRequestException(
                  List.of(new Problem("forget.ids[3]", "'train/00042' a second time", "once"))),
              Optional.of("forget.ids[3]"));
        };

    assertThat(run("broken", "").failure().orElseThrow().message()).contains("train/00042");

    Notice notice = env.activities.notices.get(0);
    assertThat(notice.event()).isEqualTo(Event.FAILED);
    assertThat(notice.failure()).contains(FailureKind.USER);
    assertThat(notice.field()).contains("forget.ids[3]");
    assertThat(Wire.mapper().writeValueAsString(notice)).doesNotContain("train/00042");
  }

  @Test
  void onlyTheEventsTheRequestNamesAreTold() {
    run("picky", "notify: {url: 'https://hooks.example/x', on: [failed]}");
    assertThat(env.activities.notices).isEmpty();

    run("chatty", "notify: {url: 'https://hooks.example/x'}");
    assertThat(events()).containsExactly(Event.ENDED);
    assertThat(env.activities.notices.get(0).target().orElseThrow().url())
        .isEqualTo("https://hooks.example/x");
  }

  @Test
  void receiverThatNeverAnswersCostsAWarningAfterBoundedAttempts() {
    env.activities.receiver =
        () -> {
          throw new UncheckedIOException(new IOException("receiver is away"));
        };

    RunResult result = run("unheard", "");

    assertThat(result.state()).isEqualTo(RunState.COMPLETED);
    assertThat(result.warnings())
        .anyMatch(w -> w.startsWith("the notification 'ended' was not delivered"));
    assertThat(env.activities.notices)
        .hasSize(ActivityProfiles.NOTIFY_ATTEMPTS)
        .extracting(Notice::id)
        .as("a receiver can drop duplicates")
        .containsOnly(env.activities.notices.get(0).id());
    assertThat(env.activities.latest("unheard").orElseThrow().result()).contains(result);
  }

  @Test
  void refusalIsNotTriedAgain() {
    env.activities.receiver =
        () -> {
          throw Failures.toApplicationFailure(
              new InvalidRequestException(List.of(new Problem("notify.url", "410", "2xx"))),
              Optional.of("notify.url"));
        };

    assertThat(run("gone", "").warnings()).anyMatch(w -> w.contains("notify.url: found 410"));
    assertThat(env.activities.notices).hasSize(1);
  }

  private RunResult run(String name, String more) {
    env.runs.start(Requests.unlearn(name, more));
    return env.runs.await(name);
  }

  private List<Event> events() {
    return env.activities.notices.stream().map(Notice::event).toList();
  }
}
