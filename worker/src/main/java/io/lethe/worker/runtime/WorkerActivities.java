package io.lethe.worker.runtime;

import io.lethe.activities.CompareActivitiesImpl;
import io.lethe.activities.ComputeActivitiesImpl;
import io.lethe.activities.NotifyActivitiesImpl;
import io.lethe.activities.PublishActivitiesImpl;
import io.lethe.activities.StoreActivitiesImpl;
import io.lethe.activities.Workspace;
import io.lethe.activities.slice.Measurements;
import io.lethe.workflows.contract.TaskQueues;
import java.util.List;

/** Which activities belong to which queue. */
final class WorkerActivities {
  private WorkerActivities() {}

  static List<Object> of(
      String queue, Workspace workspace, WorkerSettings settings, Measurements measurements) {
    return switch (queue) {
      case TaskQueues.COMPUTE ->
          List.of(new ComputeActivitiesImpl(workspace, settings.slices(), measurements));
      case TaskQueues.IO ->
          List.of(
              new StoreActivitiesImpl(workspace.store()),
              new CompareActivitiesImpl(workspace),
              new NotifyActivitiesImpl(settings.webhooks()));
      case TaskQueues.PUBLISH -> List.of(new PublishActivitiesImpl(workspace));
      default -> throw new IllegalArgumentException("queue '" + queue + "' has no activities");
    };
  }
}
