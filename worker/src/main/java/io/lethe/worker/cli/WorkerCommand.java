package io.lethe.worker.cli;

import io.lethe.activities.Workspace;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.doctor.Check;
import io.lethe.worker.doctor.Doctor;
import io.lethe.worker.doctor.Verdict;
import io.lethe.worker.runtime.Backend;
import io.lethe.worker.runtime.Folders;
import io.lethe.worker.runtime.HealthFile;
import io.lethe.worker.runtime.LetheWorker;
import io.lethe.worker.runtime.Telemetry;
import io.lethe.worker.runtime.WorkerSettings;
import io.lethe.workflows.contract.TaskQueues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A worker for the servers that the environment names. */
@Command(
    name = "worker",
    description = {
      "Work for the Temporal server and the object store that TEMPORAL_* and AWS_* name.",
      "SIGTERM drains: the slice under way writes a checkpoint, another worker goes on from it."
    })
final class WorkerCommand extends BaseCommand {
  @Option(
      names = "--queues",
      split = ",",
      paramLabel = "QUEUE",
      description = "Task queues: lethe, lethe-io, lethe-compute, lethe-publish. Default: all.")
  private List<String> queues = TaskQueues.all();

  @Mixin private WorkerSettingsOptions settings;

  @Mixin private MetricsOptions metrics;

  @Option(
      names = "--health-file",
      paramLabel = "FILE",
      description = {
        "A file for health checks: its modification time is the last time, looked at every 10 s,",
        "at which Temporal answered this worker. It is gone while the worker drains."
      })
  private Path healthFile;

  WorkerCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws IOException, InterruptedException {
    for (String queue : queues) {
      if (!TaskQueues.all().contains(queue)) {
        throw new InvalidInputException(
            "--queues", "found '%s'; allowed: %s".formatted(queue, TaskQueues.all()));
      }
    }
    WorkerSettings chosen = settings.read(environment.variables());
    try (Telemetry telemetry = metrics.start(environment);
        Backend backend = Backend.remote(environment.variables(), telemetry)) {
      int unfit = startUp(backend);
      if (unfit != ExitCode.DONE) {
        return unfit;
      }
      LetheWorker worker =
          LetheWorker.start(
              backend.temporal().orElseThrow(),
              Workspace.of(backend.store(), Folders.cache(environment.variables())),
              queues,
              chosen,
              telemetry);
      environment
          .err()
          .println(
              "lethe: working for %s on %s%s"
                  .formatted(
                      backend.place(),
                      queues,
                      chosen
                          .version()
                          .map(version -> " as " + version.toCanonicalString())
                          .orElse("")));
      // A worker that drains is not healthy any more: nobody should wait for it. What it tells of
      // the drain is sent before the process is gone.
      if (healthFile == null) {
        Stop.await(worker, telemetry);
      } else {
        Stop.await(health(backend), worker, telemetry);
      }
    }
    return ExitCode.DONE;
  }

  /** Says what is wrong, one line each; what is only worth a look does not stop the worker. */
  private int startUp(Backend backend) {
    List<Check> checks =
        Doctor.startUp(
            environment.variables(), backend.temporal().orElseThrow(), backend.store(), queues);
    for (Check check : checks) {
      if (check.status() != Verdict.OK) {
        String what = check.status() == Verdict.WARN ? "warning: " : "";
        environment
            .err()
            .printf(
                "lethe: %s%s: %s; %s%n",
                what, check.name(), check.found(), check.advice().orElse("see 'lethe doctor'"));
      }
    }
    return Check.exitCode(checks);
  }

  private HealthFile health(Backend backend) {
    return HealthFile.keep(environment.resolve(healthFile), HealthFile.INTERVAL, backend::answers);
  }
}
