package io.lethe.activities;

import io.lethe.activities.release.Publisher;
import io.lethe.workflows.contract.Publication;
import io.lethe.workflows.contract.PublishActivities;
import io.lethe.workflows.contract.PublishInput;

/** Work on the publish queue. */
public final class PublishActivitiesImpl implements PublishActivities {
  private final Publisher publisher;

  /** Activities over that workspace. */
  public PublishActivitiesImpl(Workspace workspace) {
    this.publisher = new Publisher(workspace);
  }

  @Override
  public Publication publish(PublishInput input) {
    return ActivityGuard.run(() -> publisher.publish(input));
  }
}
