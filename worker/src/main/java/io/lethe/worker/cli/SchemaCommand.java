package io.lethe.worker.cli;

import io.lethe.workflows.request.RequestSchema;
import picocli.CommandLine.Command;

/** Prints the schema that requests are checked against. */
@Command(name = "schema", description = "Print the JSON Schema of requests.")
final class SchemaCommand extends BaseCommand {
  SchemaCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() {
    environment.out().println(RequestSchema.text().strip());
    return ExitCode.DONE;
  }
}
