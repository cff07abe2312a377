package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.ActivityProfiles;
import io.lethe.workflows.contract.ComputeActivities;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.contract.PreparedRun;
import io.lethe.workflows.contract.RawRequest;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;

/** One activity, because reading data is not deterministic. */
public final class PrepareWorkflowImpl implements PrepareWorkflow {
  private final ComputeActivities compute =
      Workflow.newActivityStub(ComputeActivities.class, ActivityProfiles.compute());

  @Override
  public PreparedRun prepare(RawRequest request) {
    try {
      return compute.prepare(request);
    } catch (ActivityFailure e) {
      Failure failure = Failures.read(e);
      if (failure.kind() == FailureKind.CANCELLED) {
        throw e;
      }
      throw ApplicationFailure.newNonRetryableFailure(
          failure.message(), failure.kind().name(), failure.field().orElse(""));
    }
  }
}
