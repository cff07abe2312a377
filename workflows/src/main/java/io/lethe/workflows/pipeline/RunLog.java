package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.CompareInput;
import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.RunStatus;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.contract.StoreActivities;
import io.lethe.workflows.request.RunRequest;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a run stands; written to the run record at every change. */
final class RunLog {
  private final RunRequest request;
  private final String requestDigest;
  private final Optional<String> population;
  private final StoreActivities store;
  private final long startedAtMillis;
  private final List<StageResult> stages = new ArrayList<>();
  private RunState state = RunState.RUNNING;
  private Progress progress = Progress.of("admit");

  RunLog(RunInput input, StoreActivities store) {
    this(
        input.request(),
        input.requestDigest(),
        input.population(),
        input.carried().map(RunInput.Carried::startedAtMillis),
        store);
  }

  RunLog(CompareInput input, StoreActivities store) {
    this(
        input.request(),
        input.requestDigest(),
        Optional.empty(),
        input.carried().map(CompareInput.Carried::startedAtMillis),
        store);
  }

  private RunLog(
      RunRequest request,
      String requestDigest,
      Optional<String> population,
      Optional<Long> startedAt,
      StoreActivities store) {
    this.request = request;
    this.requestDigest = requestDigest;
    this.population = population;
    this.store = store;
    this.startedAtMillis = startedAt.orElseGet(Workflow::currentTimeMillis);
  }

  void enter(String stage) {
    state = RunState.RUNNING;
    progress = Progress.of(stage);
    write(Optional.empty());
  }

  void progress(Progress made) {
    progress = made;
  }

  void finished(StageResult stage) {
    stages.add(stage);
  }

  void awaitApproval() {
    state = RunState.AWAITING_APPROVAL;
    write(Optional.empty());
  }

  /** Writes the last record of this execution, also where the run has been cancelled. */
  RunResult end(RunResult result) {
    state = result.state();
    CancellationScope scope =
        Workflow.newDetachedCancellationScope(() -> write(Optional.of(result)));
    scope.run();
    return result;
  }

  RunStatus status() {
    return new RunStatus(state, progress);
  }

  long startedAtMillis() {
    return startedAtMillis;
  }

  private void write(Optional<RunResult> result) {
    store.writeRunRecord(
        new RunRecord(
            request.name(),
            Workflow.getInfo().getFirstExecutionRunId(),
            requestDigest,
            request,
            population,
            state,
            progress.stage(),
            Instant.ofEpochMilli(startedAtMillis),
            Instant.ofEpochMilli(Workflow.currentTimeMillis()),
            List.copyOf(stages),
            result));
  }
}
