package io.lethe.worker.runtime;

import io.lethe.activities.slice.SliceSettings;
import io.lethe.activities.webhook.WebhookSettings;
import io.lethe.workflows.contract.ActivityProfiles;
import io.temporal.common.WorkerDeploymentVersion;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator may choose for a worker process.
 *
 * @param checkpointInterval time between checkpoints of a compute stage; 0 after every step
 * @param slice longest a stage computes before it gives the slot back
 * @param heartbeatTimeout silence after which a worker counts as dead; it holds for the activities
 *     that this process's workflow code schedules, and sets how often this process's activities
 *     beat
 * @param version the worker deployment version it belongs to; empty for a worker that is not
 *     versioned
 * @param webhooks where runs are told, and how it is signed
 */
public record WorkerSettings(
    Duration checkpointInterval,
    Duration slice,
    Duration heartbeatTimeout,
    Optional<WorkerDeploymentVersion> version,
    WebhookSettings webhooks) {
  /** {@link #checkpointInterval}: up to an hour. */
  public static final SecondsRange CHECKPOINT_INTERVAL =
      new SecondsRange("LETHE_CHECKPOINT_INTERVAL", 0, 3_600_000);

  /** {@link #slice}: the time to load and to upload must fit beside it into an activity's time. */
  public static final SecondsRange SLICE = new SecondsRange("LETHE_SLICE", 1000, 1_200_000);

  /** {@link #heartbeatTimeout}: one beat a second must fit in a few times. */
  public static final SecondsRange HEARTBEAT_TIMEOUT =
      new SecondsRange("LETHE_HEARTBEAT_TIMEOUT", 3000, 600_000);

  /** What {@link ActivityProfiles} says. */
  public static WorkerSettings standard() {
    return new WorkerSettings(
        ActivityProfiles.CHECKPOINT_INTERVAL,
        ActivityProfiles.SLICE,
        ActivityProfiles.COMPUTE_HEARTBEAT_TIMEOUT,
        Optional.empty(),
        WebhookSettings.none());
  }

  /**
   * The standard, where the environment says nothing else. Without a version: workers that embedded
   * servers run in their own process have no other build beside them.
   *
   * @param environment the process environment
   * @throws io.lethe.unlearning.InvalidInputException naming the variable that is wrong
   */
  public static WorkerSettings from(Map<String, String> environment) {
    WorkerSettings standard = standard();
    return new WorkerSettings(
        CHECKPOINT_INTERVAL.from(environment).orElse(standard.checkpointInterval),
        SLICE.from(environment).orElse(standard.slice),
        HEARTBEAT_TIMEOUT.from(environment).orElse(standard.heartbeatTimeout),
        Optional.empty(),
        WebhookSettings.from(environment));
  }

  /** How this process cuts slices. */
  SliceSettings slices() {
    return SliceSettings.of(slice, checkpointInterval);
  }
}
