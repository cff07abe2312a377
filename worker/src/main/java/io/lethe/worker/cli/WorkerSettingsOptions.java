package io.lethe.worker.cli;

import io.lethe.activities.webhook.WebhookSettings;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.runtime.Build;
import io.lethe.worker.runtime.SecondsRange;
import io.lethe.worker.runtime.WorkerSettings;
import io.temporal.common.WorkerDeploymentVersion;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What an operator may choose for a worker, as options or variables; an option goes first. */
final class WorkerSettingsOptions {
  /** The variables that Temporal's controller for Kubernetes sets. */
  private static final String DEPLOYMENT = "TEMPORAL_DEPLOYMENT_NAME";

  private static final String BUILD_ID = "TEMPORAL_WORKER_BUILD_ID";

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "SECONDS",
      description = {
        "Time between checkpoints of a compute stage: what a crash may cost.",
        "Default: LETHE_CHECKPOINT_INTERVAL, or 60."
      })
  private String checkpointInterval;

  @Option(
      names = "--slice",
      paramLabel = "SECONDS",
      description = {
        "Longest a stage computes before other stages get their turn.",
        "Default: LETHE_SLICE, or 300."
      })
  private String slice;

  @Option(
      names = "--heartbeat-timeout",
      paramLabel = "SECONDS",
      description = {
        "Silence after which a worker counts as dead; set it on the workers of queue lethe and on"
            + " those of lethe-compute and lethe-publish alike.",
        "Default: LETHE_HEARTBEAT_TIMEOUT, or 60."
      })
  private String heartbeatTimeout;

  @Option(
      names = "--deployment",
      paramLabel = "NAME",
      description = {
        "Temporal's worker deployment that this worker belongs to. A run then stays with the build"
            + " it began with; docs/upgrades.md says how to change builds.",
        "Default: TEMPORAL_DEPLOYMENT_NAME, or none: the worker is not versioned."
      })
  private String deployment;

  @Option(
      names = "--build-id",
      paramLabel = "ID",
      description = {
        "Name of this build within the deployment.",
        "Default: TEMPORAL_WORKER_BUILD_ID, or Lethe's version and commit."
      })
  private String buildId;

  /**
   * The settings.
   *
   * @param environment the process environment
   * @throws InvalidInputException naming the option or variable that is wrong
   */
  WorkerSettings read(Map<String, String> environment) {
    WorkerSettings standard = WorkerSettings.standard();
    return new WorkerSettings(
        seconds(
                environment,
                checkpointInterval,
                "--checkpoint-interval",
                WorkerSettings.CHECKPOINT_INTERVAL)
            .orElse(standard.checkpointInterval()),
        seconds(environment, slice, "--slice", WorkerSettings.SLICE).orElse(standard.slice()),
        seconds(
                environment,
                heartbeatTimeout,
                "--heartbeat-timeout",
                WorkerSettings.HEARTBEAT_TIMEOUT)
            .orElse(standard.heartbeatTimeout()),
        version(environment),
        WebhookSettings.from(environment));
  }

  private static Optional<Duration> seconds(
      Map<String, String> environment, String typed, String option, SecondsRange allowed) {
    if (typed != null) {
      return Optional.of(allowed.parse(option, typed));
    }
    return allowed.from(environment);
  }

  private Optional<WorkerDeploymentVersion> version(Map<String, String> environment) {
    Optional<String> name = given(environment, deployment, DEPLOYMENT);
    Optional<String> build = given(environment, buildId, BUILD_ID);
    if (name.isEmpty()) {
      build.ifPresent(
          id -> {
            throw new InvalidInputException(
                "--build-id",
                "found '%s' without a deployment; allowed: together with --deployment or %s"
                    .formatted(id, DEPLOYMENT));
          });
      return Optional.empty();
    }
    // Temporal joins name and build with a dot or a colon.
    if (!name.get().matches("(?!__)[^.:]+")) {
      throw new InvalidInputException(
          "--deployment",
          "found '%s'; allowed: a name without dots and colons that does not begin with __"
              .formatted(name.get()));
    }
    return Optional.of(
        new WorkerDeploymentVersion(
            name.get(), build.or(() -> Build.current().id()).orElseThrow(this::unknownBuild)));
  }

  private InvalidInputException unknownBuild() {
    return new InvalidInputException(
        "--build-id",
        "found nothing, and this build (%s) does not know its commit; allowed: a name that no other"
                .formatted(Build.current())
            + " build has");
  }

  /** What was typed, else what the environment says. */
  private static Optional<String> given(
      Map<String, String> environment, String typed, String variable) {
    return Optional.ofNullable(typed)
        .or(() -> Optional.ofNullable(environment.get(variable)))
        .filter(value -> !value.isBlank());
  }
}
