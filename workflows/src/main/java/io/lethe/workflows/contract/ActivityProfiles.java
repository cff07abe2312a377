package io.lethe.workflows.contract;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.common.metadata.POJOActivityInterfaceMetadata;
import io.temporal.common.metadata.POJOActivityMethodMetadata;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The options of every activity, each number with its reason. */
public final class ActivityProfiles {
  /** Longest a compute slice works before it gives the slot back (minutes scale: fairness). */
  public static final Duration SLICE = Duration.ofMinutes(5);

  /** Time between checkpoints: what a crash may cost. */
  public static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(60);

  /** Time between heartbeats: with one step, the bound of the reaction to a cancel. */
  public static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(5);

  /** Silence after which a compute worker counts as dead: six beats, or one very slow step. */
  public static final Duration COMPUTE_HEARTBEAT_TIMEOUT = Duration.ofSeconds(60);

  /** Silence after which a publish worker counts as dead; short, so that its successor is soon. */
  public static final Duration PUBLISH_HEARTBEAT_TIMEOUT = Duration.ofSeconds(60);

  /** A slice, the load of data and model before it and the upload after it. */
  public static final Duration COMPUTE_START_TO_CLOSE = Duration.ofMinutes(30);

  /** One small object, over a slow link. */
  public static final Duration IO_START_TO_CLOSE = Duration.ofMinutes(2);

  /** A few model files copied into the release bucket. */
  public static final Duration PUBLISH_START_TO_CLOSE = Duration.ofMinutes(15);

  /** One webhook: the receiver has ten seconds to answer. */
  public static final Duration NOTIFY_START_TO_CLOSE = Duration.ofSeconds(30);

  /** Attempts to deliver a webhook, over two minutes of waiting: a run must not hang on it. */
  public static final int NOTIFY_ATTEMPTS = 8;

  /** First wait after a platform failure. */
  public static final Duration RETRY_INITIAL = Duration.ofSeconds(1);

  /** Longest wait between attempts: an outage that ends is noticed within a minute. */
  public static final Duration RETRY_MAXIMUM = Duration.ofMinutes(1);

  /** Attempts: about two hours of outage at one a minute, then a person should look. */
  public static final int ATTEMPTS = 120;

  /**
   * Slices in one execution of a workflow, about two days of work and 3,000 history events, far
   * from the server's limit of 51,200; then it continues as new.
   */
  public static final int SLICES_PER_EXECUTION = 500;

  /**
   * Runs of a comparison begun in one execution of its workflow: about 1,500 history events and a
   * megabyte, far from the server's limits; then it lets those in flight end and continues as new.
   */
  public static final int RUNS_PER_EXECUTION = 100;

  /** Wait for an earlier execution of a run to end, where its parent was ended by force. */
  public static final Duration NAME_TAKEN_WAIT = Duration.ofSeconds(10);

  /** Such waits: two minutes, several times what a cancelled device needs to become idle. */
  public static final int NAME_TAKEN_ATTEMPTS = 12;

  private ActivityProfiles() {}

  /** Cheap object-store work. */
  public static ActivityOptions io() {
    return base(TaskQueues.IO, IO_START_TO_CLOSE).build();
  }

  /** One slice on the compute queue. The wait in the queue is unbounded: slots are scarce. */
  public static ActivityOptions compute() {
    return base(TaskQueues.COMPUTE, COMPUTE_START_TO_CLOSE)
        .setHeartbeatTimeout(COMPUTE_HEARTBEAT_TIMEOUT)
        // The run is reported cancelled when the device is idle, not when it has been asked to be.
        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
        .build();
  }

  /** Release. */
  public static ActivityOptions publish() {
    return base(TaskQueues.PUBLISH, PUBLISH_START_TO_CLOSE)
        .setHeartbeatTimeout(PUBLISH_HEARTBEAT_TIMEOUT)
        .build();
  }

  /**
   * What a workflow worker lays over the profiles of the activities that send heartbeats, by
   * activity: another silence after which their workers count as dead. It is no part of a
   * workflow's history that replay compares, so workers may differ in it.
   */
  public static Map<String, ActivityOptions> heartbeatTimeouts(Duration timeout) {
    ActivityOptions options = ActivityOptions.newBuilder().setHeartbeatTimeout(timeout).build();
    return Stream.of(ComputeActivities.class, PublishActivities.class)
        .flatMap(
            type -> POJOActivityInterfaceMetadata.newInstance(type).getMethodsMetadata().stream())
        .collect(
            Collectors.toMap(POJOActivityMethodMetadata::getActivityTypeName, name -> options));
  }

  /** Webhooks. */
  public static ActivityOptions notifications() {
    ActivityOptions io = base(TaskQueues.IO, NOTIFY_START_TO_CLOSE).build();
    return ActivityOptions.newBuilder(io)
        .setRetryOptions(
            RetryOptions.newBuilder(io.getRetryOptions())
                .setMaximumAttempts(NOTIFY_ATTEMPTS)
                .build())
        .build();
  }

  private static ActivityOptions.Builder base(String queue, Duration startToClose) {
    return ActivityOptions.newBuilder()
        .setTaskQueue(queue)
        .setStartToCloseTimeout(startToClose)
        .setRetryOptions(
            RetryOptions.newBuilder()
                .setInitialInterval(RETRY_INITIAL)
                .setMaximumInterval(RETRY_MAXIMUM)
                .setMaximumAttempts(ATTEMPTS)
                .build());
  }
}
