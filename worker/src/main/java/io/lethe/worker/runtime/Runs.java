package io.lethe.worker.runtime;

import io.lethe.activities.RequestDigest;
import io.lethe.activities.StoredRunRecords;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.workflows.Wire;
import io.lethe.workflows.client.ComparisonAssembly;
import io.lethe.workflows.client.RunClient;
import io.lethe.workflows.client.RunRecords;
import io.lethe.workflows.client.Standing;
import io.lethe.workflows.client.StartedRun;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.CompareInput;
import io.lethe.workflows.contract.Comparison;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.RunStatus;
import io.lethe.workflows.request.CompareRequest;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RunRequest;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflow.v1.PendingChildExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowUpdateException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Runs by name, as the command line speaks of them. */
public final class Runs {
  /** A worker takes a decision at once; where none does, none is there. */
  private static final long DECISION_SECONDS = 30;

  private static final long CLOSING_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** The stage in which a run trains its baseline, and what the child's name ends with. */
  private static final String BASELINE = "baseline";

  private final Optional<WorkflowClient> temporal;
  private final RunRecords records;
  private final ObjectStore store;
  private final String place;

  /** Runs of a backend. */
  Runs(Backend backend) {
    place = backend.place();
    temporal = backend.temporal();
    store = backend.store();
    records = new StoredRunRecords(store);
  }

  /**
   * Starts a stored request, attaches to it, or returns its recorded result.
   *
   * @throws io.lethe.workflows.request.InvalidRequestException if another request has the name
   */
  public StartedRun start(RunRequest request) {
    String digest = RequestDigest.of(request);
    return request instanceof CompareRequest comparison
        ? client().start(CompareInput.of(comparison, digest))
        : client().start(RunInput.of((Request) request, digest));
  }

  /**
   * Cancels what was asked for and never started: it is started only to record who did, and why.
   *
   * @throws io.lethe.workflows.request.InvalidRequestException if another request has the name
   */
  public void withdraw(RunRequest request, Decision decision) {
    String digest = RequestDigest.of(request);
    StartedRun started =
        request instanceof CompareRequest comparison
            ? client().start(CompareInput.of(comparison, digest).withdraw(decision))
            : client().start(RunInput.of((Request) request, digest).withdraw(decision));
    // Somebody may have started it in the meantime.
    if (started.attached() && started.result().isEmpty()) {
      client().cancel(request.name(), decision);
    }
  }

  /**
   * Refuses a request whose name another one has, before anything is stored for it.
   *
   * @return the newest record of the same request, where it has run before
   * @throws InvalidInputException for field {@code name}
   */
  public Optional<RunRecord> requireFreeName(RunRequest request) {
    Optional<RunRecord> record = records.latest(request.name());
    if (record.filter(run -> !run.requestDigest().equals(RequestDigest.of(request))).isPresent()) {
      throw new InvalidInputException(
          "name",
          "found '%s', which another request has; allowed: a name not used before, or the same request"
              .formatted(request.name()));
    }
    return record;
  }

  /**
   * Executes the recorded request of a failed, cancelled or interrupted run again.
   *
   * @throws InvalidInputException if there is no such run, it is running, or it ended well
   */
  public StartedRun retry(String name) {
    // An execution that is about to close is no reason to refuse another.
    closed(name);
    Standing standing = find(name);
    boolean retryable = standing.live().isEmpty() && standing.record().state().retryable();
    if (!retryable && !standing.interrupted()) {
      throw refused(standing, "failed, cancelled or interrupted");
    }
    return client().again(standing.record());
  }

  /**
   * Asks a run to end.
   *
   * @throws InvalidInputException if it is not running
   */
  public void cancel(String name, Decision decision) {
    // Also one that no worker has begun with, of which there is no record yet.
    if (!running(name)) {
      throw refused(find(name), "running");
    }
    client().cancel(name, decision);
  }

  /**
   * Lets the result of a run that waits for it be released.
   *
   * @throws InvalidInputException if it does not wait for an approval
   * @throws IOException if no worker takes the decision
   */
  public void approve(String name, Decision decision) throws IOException {
    decide(name, client -> client.approve(name, decision));
  }

  /**
   * Ends a run that waits for an approval as rejected.
   *
   * @throws InvalidInputException if it does not wait for an approval
   * @throws IOException if no worker takes the decision
   */
  public void reject(String name, Decision decision) throws IOException {
    decide(name, client -> client.reject(name, decision));
  }

  private void decide(String name, Consumer<RunClient> say) throws IOException {
    Standing standing = find(name);
    if (standing
        .live()
        .map(RunStatus::state)
        .filter(RunState.AWAITING_APPROVAL::equals)
        .isEmpty()) {
      throw refused(standing, "waiting for an approval");
    }
    try {
      CompletableFuture.runAsync(() -> say.accept(client()))
          .get(DECISION_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          "no worker took the decision about %s within %d s; 'lethe worker' starts one, 'lethe show %s' says whether it was taken"
              .formatted(name, DECISION_SECONDS, name));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while deciding about " + name);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WorkflowUpdateException
          || e.getCause() instanceof WorkflowNotFoundException) {
        // Somebody else decided in between: the run itself refuses a second decision.
        throw refused(find(name), "waiting for an approval");
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IOException(e.getCause());
    }
  }

  private static InvalidInputException refused(Standing standing, String allowed) {
    return new InvalidInputException(
        "RUN",
        "found '%s' in state %s; allowed: a run that is %s"
            .formatted(standing.record().name(), standing.state(), allowed));
  }

  /** Every run, newest first. */
  public List<Standing> list() {
    return list(record -> true);
  }

  /** The runs whose record is wanted, newest first; Temporal is asked about these only. */
  public List<Standing> list(Predicate<RunRecord> wanted) {
    return records.list().stream().filter(wanted).map(this::standing).toList();
  }

  /**
   * Where a run stands.
   *
   * @throws InvalidInputException if there is no such run
   */
  public Standing find(String name) {
    return records.latest(name).map(this::standing).orElseThrow(() -> unknown(name));
  }

  private InvalidInputException unknown(String name) {
    return running(name)
        ? new InvalidInputException(
            "RUN",
            "found '%s', with which no worker has begun; 'lethe watch %s' follows it"
                .formatted(name, name))
        : new InvalidInputException(
            "RUN", "found '%s'; allowed: the name of a run on %s".formatted(name, place));
  }

  /**
   * The cells of a comparison: those it ended with, or as far as its runs have come. Empty for a
   * run of one model.
   */
  public Optional<Comparison> comparison(RunRecord record) throws IOException {
    if (!(record.request() instanceof CompareRequest request)) {
      return Optional.empty();
    }
    Optional<ArtifactRef> stored =
        record.result().map(result -> result.artifacts().get("comparison"));
    if (stored.isEmpty()) {
      return Optional.of(new ComparisonAssembly(request, records).gather());
    }
    try (InputStream in = store.open(Location.parse(stored.get().key()))) {
      return Optional.of(Wire.mapper().readValue(in, Comparison.class));
    }
  }

  /** Where the run of a record stands. */
  public Standing standing(RunRecord record) {
    // Also for a record that has ended: a retry may run that has not written its own yet.
    return new Standing(
        record,
        running(record.name())
            ? status(record.name()).or(() -> Optional.of(silent(record)))
            : Optional.empty());
  }

  /** A run that is known to run while no worker answers for it. */
  private static RunStatus silent(RunRecord record) {
    return new RunStatus(record.state(), Progress.of(record.stage()));
  }

  /**
   * Whether Temporal is running it.
   *
   * @throws WorkflowServiceException if Temporal does not answer
   */
  public boolean running(String name) {
    return described(name)
        .filter(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING::equals)
        .isPresent();
  }

  /**
   * Whether Temporal is not running it. One that has ended by its record is run for a moment more:
   * that moment is waited for, as nothing can take its place before.
   *
   * @throws WorkflowServiceException if Temporal does not answer
   */
  public boolean closed(String name) {
    long deadline = System.nanoTime() + CLOSING_NANOS;
    while (running(name)) {
      if (!closing(name)
          || System.nanoTime() > deadline
          || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return true;
  }

  /** Also where no worker answers for it; a retry says that it has not ended. */
  private boolean closing(String name) {
    return records
        .latest(name)
        .filter(record -> record.state().ended())
        .map(record -> status(name).map(RunStatus::state).orElse(record.state()).ended())
        .orElse(false);
  }

  /**
   * Whether Temporal runs it, or remembers that it did.
   *
   * @throws WorkflowServiceException if Temporal does not answer
   */
  public boolean remembered(String name) {
    return described(name).isPresent();
  }

  private Optional<WorkflowExecutionStatus> described(String name) {
    try {
      return temporal.map(client -> client.newUntypedWorkflowStub(name).describe().getStatus());
    } catch (WorkflowNotFoundException e) {
      return Optional.empty();
    }
  }

  /** State and progress of a running run; empty while no worker answers. */
  public Optional<RunStatus> status(String name) {
    return courtesy(() -> client().status(name))
        .map(
            status ->
                status.progress().stage().equals(BASELINE) ? withTraining(name, status) : status);
  }

  /** While a baseline is trained, its run only waits: how far it is, the training knows. */
  private RunStatus withTraining(String name, RunStatus waiting) {
    String training = training(name);
    return courtesy(
            () -> running(training) ? client().status(training) : Optional.<RunStatus>empty())
        .map(status -> new RunStatus(waiting.state(), status.progress().in(BASELINE)))
        .orElse(waiting);
  }

  private static String training(String name) {
    return name + "." + BASELINE;
  }

  /** Also a query nobody answers; progress is a courtesy, the result is not. */
  private static <T> Optional<T> courtesy(Supplier<Optional<T>> question) {
    try {
      return question.get();
    } catch (WorkflowNotFoundException | WorkflowServiceException e) {
      return Optional.empty();
    }
  }

  /**
   * What went wrong in the activity that is being tried again, also while a baseline is trained;
   * empty while nothing did.
   */
  public Optional<String> trouble(String name) {
    DescribeWorkflowExecutionResponse run = raw(name);
    return trouble(run)
        .or(
            () ->
                run.getPendingChildrenList().stream()
                    .map(PendingChildExecutionInfo::getWorkflowId)
                    .filter(training(name)::equals)
                    .findFirst()
                    .flatMap(training -> courtesy(() -> trouble(raw(training)))));
  }

  private DescribeWorkflowExecutionResponse raw(String name) {
    return temporal.orElseThrow().newUntypedWorkflowStub(name).describe().getRawDescription();
  }

  private Optional<String> trouble(DescribeWorkflowExecutionResponse run) {
    return run.getPendingActivitiesList().stream()
        .filter(activity -> activity.getAttempt() > 1 && activity.hasLastFailure())
        .map(
            activity ->
                "attempt %d, because: %s"
                    .formatted(activity.getAttempt(), message(activity.getLastFailure())))
        .findFirst();
  }

  /** The message may be encrypted. */
  private String message(Failure failure) {
    RuntimeException error =
        temporal.orElseThrow().getOptions().getDataConverter().failureToException(failure);
    return Failures.read(error).message();
  }

  private RunClient client() {
    return new RunClient(temporal.orElseThrow(), records);
  }

  /** Waits for the end of a run. */
  public RunResult await(String name) {
    return client().await(name);
  }
}
