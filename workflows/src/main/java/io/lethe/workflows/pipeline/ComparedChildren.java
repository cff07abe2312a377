package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.ActivityProfiles;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.CompareActivities;
import io.lethe.workflows.contract.ComputeActivities;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunOutcome;
import io.lethe.workflows.contract.RunQuery;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.request.BaselineSpec;
import io.lethe.workflows.request.CompareRequest;
import io.lethe.workflows.request.CompareRuns;
import io.lethe.workflows.request.ComparedRun;
import io.lethe.workflows.request.MethodSpec;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestFormat;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Workflow;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Executes one run of a comparison: finds it where it ended well before, else as a child. */
final class ComparedChildren {
  private final CompareActivities records =
      Workflow.newActivityStub(CompareActivities.class, ActivityProfiles.io());
  private final ComputeActivities compute =
      Workflow.newActivityStub(ComputeActivities.class, ActivityProfiles.compute());
  private final CompareRequest request;
  private final CompareRuns runs;
  private final RunBoard board;

  ComparedChildren(CompareRequest request, CompareRuns runs, RunBoard board) {
    this.request = request;
    this.runs = runs;
    this.board = board;
  }

  /** How the run ended. Throws what its child fails with. */
  RunOutcome execute(ComparedRun run) {
    return run.role() == ComparedRun.Role.BASELINE ? baseline(run) : unlearning(run);
  }

  private RunOutcome unlearning(ComparedRun run) {
    Request unlearning = runs.unlearning(run, method(run), baselineOf(run));
    RunInput input = RunInput.of(unlearning, RequestFormat.digest(unlearning));
    return found(input).orElseGet(() -> child(() -> Children.unlearn(run.name()).run(input)));
  }

  /** Found under its own name, else by content, else trained: never twice at a time. */
  private RunOutcome baseline(ComparedRun run) {
    MethodSpec first = request.methods().get(0).method();
    Request probe = runs.unlearning(run, first, request.baseline());
    Request training = BaselineTraining.request(probe, run.name());
    String digest = RequestFormat.digest(training);
    RunInput input = RunInput.of(training, digest, request.model().ref());
    return found(input)
        .or(() -> byContent(probe, digest))
        .orElseGet(() -> child(() -> Children.train(run.name()).run(input)));
  }

  /** Admission looks for a baseline of the same records and recipe. */
  private Optional<RunOutcome> byContent(Request probe, String digest) {
    Optional<ArtifactRef> baseline = compute.admit(RunInput.of(probe, digest)).baseline();
    boolean train = request.baseline().mode() == BaselineSpec.Mode.TRAIN;
    return baseline.isPresent() || !train
        ? Optional.of(RunOutcome.found(baseline))
        : Optional.empty();
  }

  private Optional<RunOutcome> found(RunInput input) {
    return records.find(new RunQuery(input.request().name(), input.requestDigest())).outcome();
  }

  /** Points at the weights: every method of a trial is held against the same baseline. */
  private BaselineSpec baselineOf(ComparedRun run) {
    if (request.baseline().mode() == BaselineSpec.Mode.REF) {
      return request.baseline();
    }
    return runs.baselineOf(run)
        .flatMap(baseline -> board.outcome(baseline.name()))
        .flatMap(RunOutcome::model)
        .map(model -> BaselineSpec.at(model.key()))
        .orElse(BaselineSpec.none());
  }

  private MethodSpec method(ComparedRun run) {
    if (run.role() == ComparedRun.Role.SEARCH) {
      return runs.candidate(run).method();
    }
    OptionalInt chosen =
        runs.searched(run.row())
            ? runs.choose(run.row(), run.trial().set(), board::avgGap)
            : OptionalInt.empty();
    return chosen.isPresent()
        ? runs.candidate(run.row(), chosen.getAsInt()).method()
        : request.methods().get(run.row()).method();
  }

  /**
   * A name may be taken for a while by a run whose parent was ended by force: it is being
   * cancelled.
   */
  private static RunOutcome child(Supplier<RunResult> run) {
    for (int attempt = 1; ; attempt++) {
      try {
        return RunOutcome.of(run.get());
      } catch (ChildWorkflowFailure e) {
        boolean taken = e.getCause() instanceof WorkflowExecutionAlreadyStarted;
        if (!taken || attempt == ActivityProfiles.NAME_TAKEN_ATTEMPTS) {
          throw e;
        }
        Workflow.sleep(ActivityProfiles.NAME_TAKEN_WAIT);
      }
    }
  }
}
