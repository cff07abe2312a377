package io.lethe.workflows.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lethe.workflows.client.RunClient;
import io.lethe.workflows.client.StartedRun;
import io.lethe.workflows.contract.ActivityProfiles;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.contract.StageTime;
import io.lethe.workflows.payload.DataConverters;
import io.lethe.workflows.request.InvalidRequestException;
import io.temporal.activity.Activity;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.testing.TestWorkflowEnvironment;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class UnlearnWorkflowTest {
  @RegisterExtension final WorkflowEnvironment env = new WorkflowEnvironment();

  @Test
  void stagesRunFromLeftToRight() {
    RunResult result = run(Requests.unlearn("plain", "publish: {to: s3://released/x}"));

    assertThat(env.activities.calls)
        .containsExactly(
            "admit plain",
            "mask",
            "unlearn with mask",
            "evaluate unlearned",
            "evaluate original",
            "publish to s3://released/x");
    assertThat(result.state()).isEqualTo(RunState.PUBLISHED);
    assertThat(result.metrics()).containsEntry("ua", 5.0);
    assertThat(result.details()).containsEntry("mia.auc_confidence_forget", 0.5);
    assertThat(result.original()).containsEntry("ua", 0.0);
    assertThat(result.stages())
        .extracting(StageTime::name)
        .containsExactly("mask", "unlearn", "evaluate", "evaluate-original");
    assertThat(env.activities.latest.get("plain").stages())
        .extracting(StageResult::stage)
        .containsExactly("mask", "unlearn", "evaluate", "evaluate-original");
    assertThat(result.rte()).containsOnlyKeys("mask", "unlearn");
    assertThat(result.artifacts().get("unlearned").key()).isEqualTo("released");
    assertThat(result.warnings()).containsExactly("small forget set");
    assertThat(result.exitCode()).isZero();
    assertThat(env.activities.states()).containsExactly(RunState.RUNNING, RunState.PUBLISHED);
  }

  @Test
  void nothingIsReleasedWhereTheRequestNamesNoPlace() {
    assertThat(run(Requests.unlearn("kept", "")).state()).isEqualTo(RunState.COMPLETED);
    assertThat(env.activities.calls).noneMatch(call -> call.startsWith("publish"));
  }

  @Test
  void baselineIsTrainedByAChildThatSeesOnlyWhatTheModelMaySee() {
    RunResult result = run(Requests.unlearn("gapped", "baseline: {mode: train}"));

    assertThat(env.activities.calls).contains("admit gapped.baseline", "train original");
    assertThat(result.baseline()).map(b -> b.ref()).contains("trained");
    assertThat(result.stages())
        .extracting(StageTime::name)
        .containsExactly(
            "mask", "unlearn", "evaluate", "evaluate-original", "baseline", "evaluate-baseline");
    assertThat(result.gaps()).containsEntry("ua", 2.0).containsEntry("ra", 0.0);
    assertThat(result.avgGap()).contains(1.0);
  }

  @Test
  void missingBaselineGivesAWarningAndNoGap() {
    RunResult result = run(Requests.unlearn("lonely", "baseline: {mode: reuse}"));

    assertThat(result.baseline()).isEmpty();
    assertThat(result.avgGap()).isEmpty();
    assertThat(result.warnings()).anyMatch(w -> w.contains("no baseline"));
  }

  @Test
  void failedGateHoldsTheResultBack() {
    RunResult result =
        run(
            Requests.unlearn(
                "strict",
                "baseline: {mode: train}\ngate: {maxAvgGap: 0.5}\npublish: {to: s3://released/x}"));

    assertThat(result.state()).isEqualTo(RunState.GATE_FAILED);
    assertThat(result.reason()).contains("avgGap is 1.0, allowed is at most 0.5");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(env.activities.calls).noneMatch(call -> call.startsWith("publish"));
  }

  @Test
  void approvalIsAwaitedAndReleases() {
    env.runs.start(Requests.unlearn("asked", "gate: {approval: required}"));
    awaitState("asked", RunState.AWAITING_APPROVAL);

    env.runs.approve("asked", new Decision("ada", "looks right"));

    RunResult result = env.runs.await("asked");
    assertThat(result.state()).isEqualTo(RunState.COMPLETED);
    assertThat(result.reason()).contains("approved by ada: looks right");
    assertThat(env.activities.states())
        .containsExactly(RunState.RUNNING, RunState.AWAITING_APPROVAL, RunState.COMPLETED);
  }

  @Test
  void rejectionEndsTheRunWithItsReason() {
    env.runs.start(Requests.unlearn("refused", "gate: {approval: required}"));
    awaitState("refused", RunState.AWAITING_APPROVAL);

    env.runs.reject("refused", new Decision("ada", "too many gaps"));

    RunResult result = env.runs.await("refused");
    assertThat(result.state()).isEqualTo(RunState.REJECTED);
    assertThat(result.reason()).contains("ada: too many gaps");
    assertThat(result.exitCode()).isEqualTo(3);
  }

  @Test
  void approvalNobodyWaitsForIsRefused() throws InterruptedException {
    CountDownLatch release = holdUnlearning();
    env.runs.start(Requests.unlearn("early", ""));
    await().until(() -> env.activities.calls.contains("unlearn with mask"));

    assertThatThrownBy(() -> env.runs.approve("early", new Decision("ada", "now")))
        .isInstanceOf(WorkflowUpdateException.class)
        .hasStackTraceContaining("does not wait for an approval");

    release.countDown();
    assertThat(env.runs.await("early").state()).isEqualTo(RunState.COMPLETED);
  }

  @Test
  void cancelWaitsForTheActivityAndEndsAsCancelled() {
    untilCancelled();
    env.runs.start(Requests.unlearn("stopped", ""));
    await().until(() -> env.activities.calls.contains("unlearn with mask"));

    env.runs.cancel("stopped", new Decision("ada", "wrong model"));

    RunResult result = env.runs.await("stopped");
    assertThat(result.state()).isEqualTo(RunState.CANCELLED);
    assertThat(result.reason()).contains("ada: wrong model");
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(env.activities.calls).contains("device idle");
  }

  @Test
  void cancelByUpdateReturnsTheResult() {
    untilCancelled();
    env.runs.start(Requests.unlearn("updated", ""));
    await().until(() -> env.activities.calls.contains("unlearn with mask"));

    env.temporal
        .getWorkflowClient()
        .newUntypedWorkflowStub("updated")
        .update("cancel", Void.class, new Decision("ada", "wrong model"));

    assertThat(env.runs.await("updated").reason()).contains("ada: wrong model");
  }

  @Test
  void withdrawnRunDoesNothingButSaySo() {
    RunInput input = Requests.unlearn("withdrawn", "").withdraw(new Decision("ada", "not needed"));
    env.runs.start(input);

    RunResult result = env.runs.await("withdrawn");
    assertThat(result.state()).isEqualTo(RunState.CANCELLED);
    assertThat(result.reason()).contains("ada: not needed");
    assertThat(env.activities.calls).noneMatch(call -> call.startsWith("admit"));
    assertThat(env.activities.latest("withdrawn").orElseThrow().result()).contains(result);
  }

  @Test
  @Timeout(120)
  void updateThatArrivesBeforeTheRunHasBegunCancelsIt() {
    FakeActivities activities = new FakeActivities();
    try (TestWorkflowEnvironment late =
        WorkflowEnvironment.withoutWorkers(DataConverters.lethe())) {
      RunClient runs = new RunClient(late.getWorkflowClient(), activities);
      runs.start(Requests.unlearn("early", ""));
      CompletableFuture<Void> update =
          CompletableFuture.runAsync(
              () ->
                  late.getWorkflowClient()
                      .newUntypedWorkflowStub("early")
                      .update("cancel", Void.class, new Decision("ada", "wrong model")));
      WorkflowEnvironment.work(late, activities);

      assertThat(runs.await("early").reason()).contains("ada: wrong model");
      update.join();
    }
  }

  @Test
  void userFailureIsNotRetriedAndNamesTheField() {
    env.activities.beforeUnlearning =
        () -> {
          throw Failures.toApplicationFailure(
              new InvalidRequestException(List.of()), Optional.of("method.learningRate"));
        };

    RunResult result = run(Requests.unlearn("broken", ""));

    assertThat(result.state()).isEqualTo(RunState.FAILED);
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.USER);
    assertThat(result.failure().orElseThrow().field()).contains("method.learningRate");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(Collections.frequency(env.activities.calls, "unlearn with mask")).isEqualTo(1);
    assertThat(env.activities.latest("broken").orElseThrow().result()).contains(result);
  }

  @Test
  void platformFailureIsRetried() {
    AtomicInteger failures = new AtomicInteger(2);
    env.activities.beforeUnlearning =
        () -> {
          if (failures.getAndDecrement() > 0) {
            throw new IllegalStateException("network is down");
          }
        };

    assertThat(run(Requests.unlearn("patient", "")).state()).isEqualTo(RunState.COMPLETED);
    assertThat(Collections.frequency(env.activities.calls, "unlearn with mask")).isEqualTo(3);
  }

  @Test
  void longStageContinuesAsNewAndFindsItsFinishedStages() {
    env.activities.slicesOfUnlearning.set(ActivityProfiles.SLICES_PER_EXECUTION + 3);
    RunInput input = Requests.unlearn("long", "");
    AtomicBoolean attached = new AtomicBoolean();
    AtomicInteger slices = new AtomicInteger();
    env.activities.beforeUnlearning =
        () -> {
          if (slices.incrementAndGet() > ActivityProfiles.SLICES_PER_EXECUTION) {
            attached.set(env.runs.start(input).attached());
          }
        };

    RunResult result = run(input);

    assertThat(attached).as("the next execution is known by its request").isTrue();

    assertThat(result.state()).isEqualTo(RunState.COMPLETED);
    assertThat(Collections.frequency(env.activities.calls, "admit long")).isEqualTo(2);
    assertThat(env.activities.written)
        .extracting(record -> record.execution())
        .as("one record for the whole chain of executions")
        .containsOnly(env.activities.written.get(0).execution());
  }

  @Test
  void valueTooLargeForHistoryEndsTheRunWithAMessage() {
    env.activities.admission =
        a ->
            new io.lethe.workflows.contract.Admission(
                a.membership(),
                a.model(),
                a.baseline(),
                a.datasetSha256(),
                a.forget(),
                a.retain(),
                a.test(),
                a.forgetDigest(),
                a.retainDigest(),
                List.of("x".repeat(300_000)));

    RunResult result = run(Requests.unlearn("fat", ""));

    assertThat(result.failure().orElseThrow().message()).contains("Admission", "262144");
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.USER);
  }

  @Test
  void sameRequestAttachesAndAnotherIsRefused() throws InterruptedException {
    CountDownLatch release = holdUnlearning();
    RunInput input = Requests.unlearn("named", "");
    assertThat(env.runs.start(input).attached()).isFalse();
    await().until(() -> env.activities.calls.contains("unlearn with mask"));

    assertThat(env.runs.start(input).attached()).isTrue();
    assertThatThrownBy(() -> env.runs.start(Requests.unlearn("named", "seed: 7")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("name: found 'named'");

    release.countDown();
    RunResult result = env.runs.await("named");
    StartedRun again = env.runs.start(input);
    assertThat(again.result()).contains(result);
    assertThat(Collections.frequency(env.activities.calls, "admit named")).isEqualTo(1);
  }

  @Test
  void failedRunStartsAgainUnderItsName() {
    env.activities.beforeUnlearning =
        () -> {
          throw Failures.toApplicationFailure(
              new InvalidRequestException(List.of()), Optional.empty());
        };
    RunInput input = Requests.unlearn("again", "");
    assertThat(run(input).state()).isEqualTo(RunState.FAILED);

    env.activities.beforeUnlearning = () -> {};

    assertThat(run(input).state()).isEqualTo(RunState.COMPLETED);
    assertThat(env.activities.written.stream().map(RunRecord::execution).distinct()).hasSize(2);
  }

  /** A retry of a baseline forgot whose manifest limits it, and trained on everything. */
  @Test
  void aBaselineThatIsRetriedStillSeesOnlyWhatTheModelMaySee() {
    env.activities.onWork =
        stage -> {
          if (stage.run().request().name().endsWith(".baseline")) {
            throw Failures.toApplicationFailure(
                new InvalidRequestException(List.of()), Optional.empty());
          }
        };
    assertThat(run(Requests.unlearn("gapped", "baseline: {mode: train}")).state())
        .isEqualTo(RunState.FAILED);
    RunRecord failed = env.activities.latest("gapped.baseline").orElseThrow();
    assertThat(failed.population()).contains("original");
    env.activities.onWork = stage -> {};
    env.activities.calls.clear();

    env.runs.again(failed);

    assertThat(env.runs.await("gapped.baseline").state()).isEqualTo(RunState.COMPLETED);
    assertThat(env.activities.calls).contains("train original").doesNotContain("train all");
    RunRecord retried = env.activities.latest("gapped.baseline").orElseThrow();
    assertThat(retried.population()).contains("original");
    assertThat(retried.execution()).isNotEqualTo(failed.execution());
  }

  @Test
  void trainingRunsAndReports() {
    RunResult result = run(Requests.train("fresh"));

    assertThat(env.activities.calls)
        .containsExactly("admit fresh", "train all", "evaluate trained");
    assertThat(result.state()).isEqualTo(RunState.COMPLETED);
    assertThat(result.rte()).containsOnlyKeys("train");
    assertThat(result.artifacts()).containsKey("trained");
  }

  private RunResult run(RunInput input) {
    env.runs.start(input);
    return env.runs.await(input.request().name());
  }

  private void awaitState(String name, RunState state) {
    await().until(() -> env.runs.status(name).orElseThrow().state() == state);
  }

  private CountDownLatch holdUnlearning() {
    CountDownLatch release = new CountDownLatch(1);
    env.activities.beforeUnlearning =
        () -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    return release;
  }

  /** Makes the unlearning beat its heart until it is told to stop. */
  private void untilCancelled() {
    CountDownLatch never = new CountDownLatch(1);
    env.activities.beforeUnlearning =
        () -> {
          try {
            while (!never.await(20, TimeUnit.MILLISECONDS)) {
              Activity.getExecutionContext().heartbeat(null);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            env.activities.calls.add("device idle");
          }
        };
  }
}
