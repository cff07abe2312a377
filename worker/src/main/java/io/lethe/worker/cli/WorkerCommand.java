package io.lethe.worker.cli;

import io.lethe.activities.Workspace;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.runtime.Backend;
import io.lethe.worker.runtime.Folders;
import io.lethe.worker.runtime.LetheWorker;
import io.lethe.workflows.contract.TaskQueues;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
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
    try (Backend backend = Backend.remote(environment.variables())) {
      LetheWorker worker =
          LetheWorker.start(
              backend.temporal().orElseThrow(),
              Workspace.of(backend.store(), Folders.cache(environment.variables())),
              queues);
      environment.err().println("lethe: working for " + backend.place() + " on " + queues);
      Stop.await(worker);
    }
    return ExitCode.DONE;
  }
}
