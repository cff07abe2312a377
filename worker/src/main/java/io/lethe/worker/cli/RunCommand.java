package io.lethe.worker.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks a request, imports what it names, and has it executed. */
@Command(
    name = "run",
    description = {
      "Execute a request.",
      "Paths in the request are looked for beside the request file, then in the current folder,"
          + " and imported under their digest."
    })
final class RunCommand extends BaseCommand {
  @Mixin private RequestOptions request;
  @Mixin private OutputOptions output;

  @Option(names = "--watch", description = "Follow the run to its end.")
  private boolean watch;

  RunCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws Exception {
    return request
        .read(environment)
        .execute(request.backend().executing(environment), output, watch);
  }
}
