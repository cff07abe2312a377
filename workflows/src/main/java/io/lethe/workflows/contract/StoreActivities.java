package io.lethe.workflows.contract;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Work on queue {@link TaskQueues#IO}. */
@ActivityInterface
public interface StoreActivities {
  /** Writes or replaces the run record. */
  @ActivityMethod(name = "WriteRunRecord")
  void writeRunRecord(RunRecord record);

  /** Looks for a baseline by content: data, architecture, recipe, and exactly D_r. */
  @ActivityMethod(name = "FindBaseline")
  BaselineMatch findBaseline(StageInput input);
}
