package io.lethe.workflows.contract;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** What a comparison reads from run records, on queue {@link TaskQueues#IO}. */
@ActivityInterface
public interface CompareActivities {
  /** Whether a run ended well before, so that it need not be executed again. */
  @ActivityMethod(name = "FindRun")
  FoundRun find(RunQuery query);

  /** Gathers the {@link Comparison} from the records of the runs and stores it. */
  @ActivityMethod(name = "AssembleComparison")
  ArtifactRef assemble(CompareInput input);
}
