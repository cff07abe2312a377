package io.lethe.workflows.contract;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Work on queue {@link TaskQueues#IO}. */
@ActivityInterface
public interface StoreActivities {
  /** Writes or replaces the run record. */
  @ActivityMethod(name = "WriteRunRecord")
  void writeRunRecord(RunRecord record);
}
