package io.lethe.worker.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.worker.progress.ComparisonTable;
import io.lethe.worker.progress.ResultTable;
import io.lethe.worker.runtime.Session;
import io.lethe.workflows.Wire;
import io.lethe.workflows.client.Standing;
import io.lethe.workflows.contract.Comparison;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunStatus;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one run: its state, its stages and, once it has ended, its result. */
@Command(name = "show", description = "Show one run.")
final class ShowCommand extends BaseCommand {
  @Mixin private BackendOptions backend;

  @Parameters(paramLabel = "RUN", description = "The run's name.")
  private String run;

  @Option(names = "--json", description = "Print the run record as one JSON object.")
  private boolean json;

  ShowCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws IOException {
    try (Session session = Sessions.looking(environment, backend, run)) {
      Standing standing = session.runs().find(run);
      Optional<Comparison> comparison = session.runs().comparison(standing.record());
      if (json) {
        ObjectNode record = Wire.mapper().valueToTree(standing.record());
        record.put("state", standing.state());
        standing.live().ifPresent(live -> record.putPOJO("progress", live.progress()));
        comparison.ifPresent(cells -> record.putPOJO("comparison", cells));
        environment.out().println(Wire.mapper().writeValueAsString(record));
      } else {
        print(standing);
        comparison.ifPresent(cells -> new ComparisonTable(cells).print(environment.out()));
      }
    }
    return ExitCode.DONE;
  }

  private void print(Standing standing) {
    RunRecord record = standing.record();
    environment.out().printf("%s: %s, started %s%n", run, standing.state(), record.startedAt());
    standing
        .live()
        .map(RunStatus::progress)
        .ifPresent(
            p ->
                environment
                    .out()
                    .printf("  %-10s step %d of %d%n", p.stage(), p.step(), p.steps()));
    record.result().ifPresent(result -> new ResultTable(result).print(environment.out()));
    if (standing.interrupted()) {
      environment.out().println("Its server is gone; 'lethe retry " + run + "' goes on with it.");
    }
  }
}
