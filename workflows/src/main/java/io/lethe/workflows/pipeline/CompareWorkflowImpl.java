package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.ActivityProfiles;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.CellStatus;
import io.lethe.workflows.contract.CompareActivities;
import io.lethe.workflows.contract.CompareInput;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.contract.RunOutcome;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.RunStatus;
import io.lethe.workflows.contract.StoreActivities;
import io.lethe.workflows.request.CompareRuns;
import io.lethe.workflows.request.ComparedRun;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The comparison: as many lanes as runs may be in flight, each taking the next run that is ready
 * until none is left.
 */
public final class CompareWorkflowImpl implements CompareWorkflow {
  private static final String STAGE = "compare";

  private final StoreActivities store =
      Workflow.newActivityStub(StoreActivities.class, ActivityProfiles.io());
  private final CompareActivities records =
      Workflow.newActivityStub(CompareActivities.class, ActivityProfiles.io());

  private CompareInput input;
  private RunBoard board;
  private RunLog log;
  private Notifier notifier;
  private ComparedChildren children;
  private CompareResult result;
  private CancellationScope work;
  private int begun;
  private Optional<Decision> cancellation = Optional.empty();

  @Override
  public RunResult run(CompareInput given) {
    input = given;
    CompareRuns runs = CompareRuns.of(input.request());
    board = new RunBoard(runs, input.ended());
    log = new RunLog(input, store);
    notifier = new Notifier(input.request());
    children = new ComparedChildren(input.request(), runs, board);
    result = new CompareResult(input.request(), runs, board);
    work = Workflow.newCancellationScope(this::runAll);
    input.withdrawn().or(() -> cancellation).ifPresent(this::cancel);
    try {
      work.run();
    } catch (TemporalFailure e) {
      if (!work.isCancelRequested()) {
        throw failed(e);
      }
    }
    return work.isCancelRequested() ? cancelled() : ended();
  }

  private void runAll() {
    log.enter(STAGE);
    List<Promise<Void>> lanes = new ArrayList<>();
    for (int i = 0; i < input.request().parallelism(); i++) {
      lanes.add(Async.procedure(this::lane));
    }
    Promise.allOf(lanes).get();
    if (!board.allBegun() && !work.isCancelRequested()) {
      continueAsNew();
    }
  }

  private void lane() {
    try {
      while (true) {
        Workflow.await(() -> !mayBegin() || board.anyReady());
        if (!mayBegin()) {
          return;
        }
        begun++;
        ComparedRun run = board.take();
        board.end(run, execute(run));
      }
    } catch (CanceledFailure e) {
      // Everything in this lane has stopped; the others end in the same way.
      return;
    }
  }

  private boolean mayBegin() {
    return !board.allBegun()
        && begun < ActivityProfiles.RUNS_PER_EXECUTION
        && !Workflow.getInfo().isContinueAsNewSuggested();
  }

  private RunOutcome execute(ComparedRun run) {
    try {
      return children.execute(run);
    } catch (TemporalFailure e) {
      return RunOutcome.failed(Failures.read(e));
    }
  }

  // Children do not outlive the execution that began them, so none is in flight here.
  private void continueAsNew() {
    NextExecution.begin(input.carry(log.startedAtMillis(), result.carried()));
  }

  private RunResult ended() {
    RunResult ended = end(result.ended(assemble()));
    if (ended.state() == RunState.FAILED) {
      throw failure(ended);
    }
    return ended;
  }

  /** Also of a cancelled comparison: what there is, is kept. */
  private ArtifactRef assemble() {
    List<ArtifactRef> comparison = new ArrayList<>();
    try {
      Workflow.newDetachedCancellationScope(
              () ->
                  comparison.add(
                      records.assemble(input.carry(log.startedAtMillis(), result.carried()))))
          .run();
    } catch (TemporalFailure e) {
      throw failed(e);
    }
    return comparison.get(0);
  }

  private RunResult cancelled() {
    ArtifactRef comparison = assemble();
    String reason =
        cancellation
            .map(Decision::toString)
            .orElseGet(() -> Optional.ofNullable(work.getCancellationRequest().get()).orElse(""));
    RunResult ended =
        end(
            result.build(
                RunState.CANCELLED,
                Map.of("comparison", comparison),
                Optional.of(reason),
                Optional.empty()));
    if (cancellation.isPresent()) {
      return ended;
    }
    throw new CanceledFailure(reason);
  }

  /** Something of the comparison itself went wrong, such as its record. */
  private ApplicationFailure failed(TemporalFailure cause) {
    Failure failure = Failures.read(cause);
    return failure(
        end(result.build(RunState.FAILED, Map.of(), Optional.empty(), Optional.of(failure))));
  }

  private static ApplicationFailure failure(RunResult ended) {
    Failure failure = ended.failure().orElseThrow();
    return ApplicationFailure.newNonRetryableFailure(
        failure.message(), failure.kind().name(), failure.field().orElse(""), ended);
  }

  private RunResult end(RunResult ended) {
    log.end(ended);
    List<String> warnings = notifier.ended(ended);
    return warnings.isEmpty() ? ended : log.end(ended.withWarnings(warnings));
  }

  @Override
  public RunStatus status() {
    return new RunStatus(log.status().state(), board.progress(STAGE));
  }

  @Override
  public List<CellStatus> cells() {
    return board.states();
  }

  @Override
  public void cancel(Decision decision) {
    cancellation = Optional.of(decision);
    // An update may arrive before the comparison has begun.
    if (work != null) {
      work.cancel(decision.toString());
    }
  }

  @Override
  public void approve(Decision decision) {
    refuse();
  }

  @Override
  public void checkApprove(Decision decision) {
    refuse();
  }

  @Override
  public void reject(Decision decision) {
    refuse();
  }

  @Override
  public void checkReject(Decision decision) {
    refuse();
  }

  private static void refuse() {
    throw new IllegalStateException("a comparison does not wait for an approval");
  }
}
