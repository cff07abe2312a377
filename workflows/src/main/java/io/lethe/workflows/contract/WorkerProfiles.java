package io.lethe.workflows.contract;

import io.temporal.common.VersioningBehavior;
import io.temporal.common.WorkerDeploymentVersion;
import io.temporal.worker.WorkerDeploymentOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** How workers serve the task queues, each number with its reason. */
public final class WorkerProfiles {
  /** One slot: the numeric engine trains one model a process, with a fixed thread count. */
  public static final int COMPUTE_SLOTS = 1;

  /** Cheap waiting on the object store. */
  public static final int IO_SLOTS = 16;

  /** Releases touch the same aliases; a few at a time keep lost races rare. */
  public static final int PUBLISH_SLOTS = 4;

  /** Heartbeats at least that often: some may be late or lost before a worker counts as dead. */
  private static final int BEATS_WITHIN_TIMEOUT = 5;

  /**
   * Workflow code that goes on for longer is taken for a deadlock, and its task is done again. The
   * SDK's one second passes while classes load on a machine whose cores all compute.
   */
  private static final Duration DEADLOCK = Duration.ofSeconds(10);

  private WorkerProfiles() {}

  /**
   * Options of the worker of a queue.
   *
   * @param queue one of {@link TaskQueues}
   */
  public static WorkerOptions of(String queue) {
    return of(queue, ActivityProfiles.COMPUTE_HEARTBEAT_TIMEOUT);
  }

  /**
   * Options of the worker of a queue where silence counts as death after another time.
   *
   * @param queue one of {@link TaskQueues}
   * @param heartbeatTimeout that time; a few heartbeats fit into it
   */
  public static WorkerOptions of(String queue, Duration heartbeatTimeout) {
    Duration throttle =
        Collections.min(
            List.of(
                ActivityProfiles.HEARTBEAT_INTERVAL,
                heartbeatTimeout.dividedBy(BEATS_WITHIN_TIMEOUT)));
    WorkerOptions.Builder options =
        WorkerOptions.newBuilder()
            .setDefaultDeadlockDetectionTimeout(DEADLOCK.toMillis())
            // Left alone, the SDK holds heartbeats back for 80 % of the heartbeat timeout, and a
            // cancel is only noticed with a heartbeat.
            .setMaxHeartbeatThrottleInterval(throttle)
            .setDefaultHeartbeatThrottleInterval(throttle);
    return switch (queue) {
      case TaskQueues.WORKFLOWS -> options.build();
      case TaskQueues.IO -> options.setMaxConcurrentActivityExecutionSize(IO_SLOTS).build();
      case TaskQueues.COMPUTE ->
          options.setMaxConcurrentActivityExecutionSize(COMPUTE_SLOTS).build();
      case TaskQueues.PUBLISH ->
          options.setMaxConcurrentActivityExecutionSize(PUBLISH_SLOTS).build();
      default ->
          throw new IllegalArgumentException(
              "unknown task queue '%s', allowed are %s".formatted(queue, TaskQueues.all()));
    };
  }

  /**
   * The options of a worker that belongs to a deployment version, if there is one. Every run is
   * pinned: it ends with the build it began with, its children and its next executions included.
   */
  public static WorkerOptions versioned(
      WorkerOptions options, Optional<WorkerDeploymentVersion> version) {
    return version
        .map(
            v ->
                WorkerOptions.newBuilder(options)
                    .setDeploymentOptions(
                        WorkerDeploymentOptions.newBuilder()
                            .setUseVersioning(true)
                            .setVersion(v)
                            .setDefaultVersioningBehavior(VersioningBehavior.PINNED)
                            .build())
                    .build())
        .orElse(options);
  }
}
