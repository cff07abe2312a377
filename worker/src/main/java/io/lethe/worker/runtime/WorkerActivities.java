package io.lethe.worker.runtime;

import io.lethe.activities.ComputeActivitiesImpl;
import io.lethe.activities.PublishActivitiesImpl;
import io.lethe.activities.StoreActivitiesImpl;
import io.lethe.activities.Workspace;
import io.lethe.workflows.contract.TaskQueues;

/** Which activities belong to which queue. */
final class WorkerActivities {
  private WorkerActivities() {}

  static Object of(String queue, Workspace workspace, WorkerSettings settings) {
    return switch (queue) {
      case TaskQueues.COMPUTE -> new ComputeActivitiesImpl(workspace, settings.slices());
      case TaskQueues.IO -> new StoreActivitiesImpl(workspace.store());
      case TaskQueues.PUBLISH -> new PublishActivitiesImpl(workspace);
      default -> throw new IllegalArgumentException("queue '" + queue + "' has no activities");
    };
  }
}
