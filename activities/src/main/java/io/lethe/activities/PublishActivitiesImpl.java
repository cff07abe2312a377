package io.lethe.activities;

import io.lethe.activities.release.Publisher;
import io.lethe.activities.slice.Pulse;
import io.lethe.activities.slice.SliceSettings;
import io.lethe.workflows.contract.Publication;
import io.lethe.workflows.contract.PublishActivities;
import io.lethe.workflows.contract.PublishInput;
import io.temporal.activity.Activity;
import java.time.Duration;

/** Work on the publish queue. */
public final class PublishActivitiesImpl implements PublishActivities {
  private static final Duration BEAT = SliceSettings.standard().heartbeats();

  private final Publisher publisher;

  /** Activities over that workspace. */
  public PublishActivitiesImpl(Workspace workspace) {
    this.publisher = new Publisher(workspace);
  }

  @Override
  public Publication publish(PublishInput input) {
    return ActivityGuard.run(
        () -> {
          try (Pulse pulse =
              new Pulse(Activity.getExecutionContext()::heartbeat, "publish", BEAT)) {
            pulse.check();
            return publisher.publish(input);
          }
        });
  }
}
