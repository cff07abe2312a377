package io.lethe.workflows.contract;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Tells others, on queue {@link TaskQueues#IO}. */
@ActivityInterface
public interface NotifyActivities {
  /** Delivers a webhook; does nothing where neither request nor worker name an address. */
  @ActivityMethod(name = "Notify")
  void deliver(Notice notice);
}
