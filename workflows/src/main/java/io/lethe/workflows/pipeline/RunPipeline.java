package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.ActivityProfiles;
import io.lethe.workflows.contract.Admission;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.ComputeActivities;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.Evaluation;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.contract.PublishActivities;
import io.lethe.workflows.contract.PublishInput;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.RunStatus;
import io.lethe.workflows.contract.SliceResult;
import io.lethe.workflows.contract.StageInput;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.contract.StoreActivities;
import io.lethe.workflows.request.GateSpec;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What both workflows share: stages, slices, decisions, and how a run ends. */
abstract class RunPipeline implements RunControl {
  final ComputeActivities compute =
      Workflow.newActivityStub(ComputeActivities.class, ActivityProfiles.compute());
  private final PublishActivities publisher =
      Workflow.newActivityStub(PublishActivities.class, ActivityProfiles.publish());
  private final StoreActivities store =
      Workflow.newActivityStub(StoreActivities.class, ActivityProfiles.io());

  RunInput input;
  ResultDraft draft;
  private RunLog log;
  private Notifier notifier;
  private CancellationScope work;
  private RunResult outcome;
  private long slices;
  private Optional<Decision> approval = Optional.empty();
  private Optional<Decision> rejection = Optional.empty();
  private Optional<Decision> cancellation = Optional.empty();

  /** The stages, from left to right. */
  abstract RunResult stages();

  final RunResult execute(RunInput given) {
    input = given;
    draft = new ResultDraft(input.request().name());
    log = new RunLog(input, store);
    notifier = new Notifier(input.request());
    work = Workflow.newCancellationScope(() -> outcome = stages());
    input.withdrawn().or(() -> cancellation).ifPresent(this::cancel);
    try {
      work.run();
      return end(outcome);
    } catch (TemporalFailure e) {
      if (work.isCancelRequested()) {
        return cancelled(e);
      }
      throw failed(e);
    }
  }

  final void enter(String stage) {
    log.enter(stage);
  }

  final Admission admit() {
    enter("admit");
    Admission admission = compute.admit(input);
    draft.admitted(admission);
    return admission;
  }

  /** Repeats slices of a stage until it is finished. */
  final StageResult finish(String stage, Supplier<SliceResult> slice) {
    log.enter(stage);
    while (true) {
      SliceResult answer = slice.get();
      log.progress(answer.progress().in(stage));
      if (answer.result().isPresent()) {
        log.finished(answer.result().get().named(stage));
        draft.finished(stage, answer.result().get());
        return answer.result().get();
      }
      slices++;
      if (slices >= ActivityProfiles.SLICES_PER_EXECUTION
          || Workflow.getInfo().isContinueAsNewSuggested()) {
        continueAsNew();
      }
    }
  }

  final Evaluation evaluate(String stage, StageInput given, ArtifactRef subject) {
    StageInput of = given.withSubject(subject);
    StageResult result = finish(stage, () -> compute.evaluate(of));
    return result
        .evaluation()
        .orElseThrow(() -> new IllegalStateException("an evaluation without metrics"));
  }

  /** Thresholds, then a person where one is wanted; the result of a run that is held back. */
  final Optional<RunResult> gate() {
    GateSpec gate = input.request().gate();
    List<String> violations = Gate.violations(gate, draft.metrics(), draft.avgGap());
    if (!violations.isEmpty()) {
      return Optional.of(held(RunState.GATE_FAILED, String.join("; ", violations)));
    }
    if (gate.approval() == GateSpec.Approval.NONE) {
      return Optional.empty();
    }
    log.awaitApproval();
    notifier.awaitingApproval(draft);
    Workflow.await(() -> approval.isPresent() || rejection.isPresent());
    return rejection.map(no -> held(RunState.REJECTED, no.toString()));
  }

  private RunResult held(RunState state, String reason) {
    return draft.build(state, Optional.of(reason), Optional.empty());
  }

  final RunResult publish() {
    Optional<String> approved = approval.map(yes -> "approved by " + yes);
    if (input.request().publish().isEmpty()) {
      return draft.build(RunState.COMPLETED, approved, Optional.empty());
    }
    log.enter("publish");
    RunResult result = draft.build(RunState.PUBLISHED, approved, Optional.empty());
    publisher
        .publish(new PublishInput(input, draft.artifacts(), result))
        .artifacts()
        .forEach(draft::artifact);
    return draft.build(RunState.PUBLISHED, approved, Optional.empty());
  }

  /** Records the end, then has it told; that it could not be told is recorded too. */
  private RunResult end(RunResult result) {
    log.end(result);
    List<String> warnings = notifier.ended(result);
    return warnings.isEmpty() ? result : log.end(result.withWarnings(warnings));
  }

  // Finished stages are found again by content, so the next execution begins at the first one.
  private void continueAsNew() {
    long before = input.carried().map(RunInput.Carried::slices).orElse(0L);
    NextExecution.begin(input.carry(log.startedAtMillis(), before + slices));
  }

  private RunResult cancelled(TemporalFailure cause) {
    String reason =
        cancellation
            .map(Decision::toString)
            .orElseGet(() -> Optional.ofNullable(work.getCancellationRequest().get()).orElse(""));
    RunResult result = end(draft.build(RunState.CANCELLED, Optional.of(reason), Optional.empty()));
    if (cancellation.isPresent()) {
      return result;
    }
    throw cause;
  }

  private ApplicationFailure failed(TemporalFailure cause) {
    Failure failure = Failures.read(cause);
    RunState state = failure.kind() == FailureKind.CANCELLED ? RunState.CANCELLED : RunState.FAILED;
    RunResult result = end(draft.build(state, Optional.empty(), Optional.of(failure)));
    return ApplicationFailure.newNonRetryableFailure(
        failure.message(), failure.kind().name(), failure.field().orElse(""), result);
  }

  @Override
  public RunStatus status() {
    return log.status();
  }

  @Override
  public void approve(Decision decision) {
    approval = Optional.of(decision);
  }

  @Override
  public void checkApprove(Decision decision) {
    requireWaiting();
  }

  @Override
  public void reject(Decision decision) {
    rejection = Optional.of(decision);
  }

  @Override
  public void checkReject(Decision decision) {
    requireWaiting();
  }

  @Override
  public void cancel(Decision decision) {
    cancellation = Optional.of(decision);
    // An update may arrive before the run has begun.
    if (work != null) {
      work.cancel(decision.toString());
    }
  }

  private void requireWaiting() {
    if (log == null || log.status().state() != RunState.AWAITING_APPROVAL) {
      throw new IllegalStateException("the run does not wait for an approval");
    }
  }
}
