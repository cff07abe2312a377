package io.lethe.workflows.contract;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Work on queue {@link TaskQueues#PUBLISH}. */
@ActivityInterface
public interface PublishActivities {
  /** Copies the artifacts into the release location and moves the alias by compare-and-set. */
  @ActivityMethod(name = "Publish")
  Publication publish(PublishInput input);
}
