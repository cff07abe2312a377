package io.lethe.workflows.client;

import io.lethe.workflows.contract.CompareInput;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunStart;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.RunStatus;
import io.lethe.workflows.contract.TaskQueues;
import io.lethe.workflows.request.CompareRequest;
import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.Problem;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.DataConverter;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts, follows and steers runs; the run's name is the workflow id.
 *
 * <p>Starting the same request under the same name again attaches to the running one or returns the
 * result of the finished one; a failed or cancelled one is started again and finds its finished
 * stages by content. Another request under the same name is refused.
 */
public final class RunClient {
  private final WorkflowClient client;
  private final RunRecords records;

  /**
   * Creates a client.
   *
   * @param client made with Lethe's data converter
   * @param records where past runs are recorded
   */
  public RunClient(WorkflowClient client, RunRecords records) {
    this.client = client;
    this.records = records;
  }

  /**
   * Starts the run, or attaches to it.
   *
   * @throws InvalidRequestException for field {@code name} if another request has that name
   */
  public StartedRun start(RunInput input) {
    return start(RunStart.of(input.request(), input.requestDigest()), input);
  }

  /**
   * Starts the comparison, or attaches to it.
   *
   * @throws InvalidRequestException for field {@code name} if another request has that name
   */
  public StartedRun start(CompareInput input) {
    return start(RunStart.of(input.request(), input.requestDigest()), input);
  }

  /**
   * Starts a recorded run again with everything it was started with, or attaches to it.
   *
   * @throws InvalidRequestException for field {@code name} if another request has that name
   */
  public StartedRun again(RunRecord record) {
    return record.request() instanceof CompareRequest comparison
        ? start(CompareInput.of(comparison, record.requestDigest()))
        : start(RunInput.of(record));
  }

  private StartedRun start(RunStart run, Object input) {
    String name = run.request().name();
    String digest = run.requestDigest();
    Optional<RunRecord> last = records.latest(name);
    last.ifPresent(record -> requireSame(name, digest, record.requestDigest()));
    if (last.isPresent() && last.get().state().ended() && !last.get().state().retryable()) {
      return new StartedRun(name, true, last.get().result());
    }
    boolean attached = !starts(client.newUntypedWorkflowStub(run.workflow(), options(run)), input);
    if (attached) {
      Object running =
          client.newUntypedWorkflowStub(name).describe().getMemo(RunStart.DIGEST, String.class);
      requireSame(name, digest, running);
    }
    return new StartedRun(name, attached, Optional.empty());
  }

  /** Starts the workflow unless one of its id is running; tells which. */
  private static boolean starts(WorkflowStub stub, Object input) {
    try {
      stub.start(input);
      return true;
    } catch (WorkflowExecutionAlreadyStarted e) {
      return false;
    }
  }

  private static WorkflowOptions options(RunStart run) {
    return WorkflowOptions.newBuilder()
        .setWorkflowId(run.request().name())
        .setTaskQueue(TaskQueues.WORKFLOWS)
        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
        // A memo, not a search attribute: those must be registered on a server first.
        .setMemo(Map.copyOf(run.memo()))
        .build();
  }

  private static void requireSame(String name, String digest, Object present) {
    if (!digest.equals(present)) {
      throw new InvalidRequestException(
          List.of(
              new Problem(
                  "name",
                  "'" + name + "', which another request has",
                  "a name not used before, or the same request")));
    }
  }

  /** Whether Temporal is running it. */
  public boolean isRunning(String name) {
    return describe(name)
        .map(WorkflowExecutionDescription::getStatus)
        .filter(status -> status == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING)
        .isPresent();
  }

  private Optional<WorkflowExecutionDescription> describe(String name) {
    try {
      return Optional.of(client.newUntypedWorkflowStub(name).describe());
    } catch (WorkflowNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Waits for the end of the run; also a failed or cancelled run gives a result. */
  public RunResult await(String name) {
    try {
      return client.newUntypedWorkflowStub(name).getResult(RunResult.class);
    } catch (WorkflowFailedException e) {
      return resultOf(name, e);
    }
  }

  private RunResult resultOf(String name, WorkflowFailedException e) {
    if (e.getCause() instanceof ApplicationFailure failure && failure.getDetails().getSize() > 1) {
      return failure.getDetails().get(1, RunResult.class);
    }
    Failure failure = Failures.read(e);
    return records.latest(name).flatMap(RunRecord::result).orElseGet(() -> bare(name, failure));
  }

  /** For a run that was ended from outside before it could say anything. */
  private static RunResult bare(String name, Failure failure) {
    RunState state = failure.kind() == FailureKind.CANCELLED ? RunState.CANCELLED : RunState.FAILED;
    return RunResult.bare(name, state, Optional.of(failure));
  }

  /**
   * State and progress of a run that the server knows; the newest heartbeat is laid over what the
   * workflow itself knows.
   */
  public Optional<RunStatus> status(String name) {
    return describe(name)
        .map(
            description -> {
              RunStatus status =
                  client.newUntypedWorkflowStub(name).query("status", RunStatus.class);
              return heartbeat(description, client.getOptions().getDataConverter())
                  .filter(beat -> stageOf(status).startsWith(beat.stage()))
                  .map(beat -> new RunStatus(status.state(), beat.in(stageOf(status))))
                  .orElse(status);
            });
  }

  private static String stageOf(RunStatus status) {
    return status.progress().stage();
  }

  private static Optional<Progress> heartbeat(
      WorkflowExecutionDescription description, DataConverter converter) {
    return description.getRawDescription().getPendingActivitiesList().stream()
        .filter(PendingActivityInfo::hasHeartbeatDetails)
        .map(
            activity ->
                converter.fromPayloads(
                    0, Optional.of(activity.getHeartbeatDetails()), Progress.class, Progress.class))
        .findFirst();
  }

  /** Lets the result of a waiting run be released. */
  public void approve(String name, Decision decision) {
    client.newUntypedWorkflowStub(name).update("approve", Void.class, decision);
  }

  /** Ends a waiting run as rejected. */
  public void reject(String name, Decision decision) {
    client.newUntypedWorkflowStub(name).update("reject", Void.class, decision);
  }

  /** Asks the run to end as cancelled; it does when its current activity has stopped. */
  public void cancel(String name, Decision decision) {
    client.newUntypedWorkflowStub(name).cancel(decision.toString());
  }
}
