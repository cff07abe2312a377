package io.lethe.worker.cli;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.lethe.worker.runtime.Session;
import io.lethe.workflows.Wire;
import io.lethe.workflows.client.Standing;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.request.CompareRequest;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RunRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists runs from their records in the store. */
@Command(name = "list", description = "List runs, the one started last first.")
final class ListCommand extends BaseCommand {
  @Mixin private BackendOptions backend;

  @Mixin private ListFilter filter;

  @Option(names = "--json", description = "Print JSON, one object a line for each run.")
  private boolean json;

  ListCommand(Environment environment) {
    super(environment);
  }

  /**
   * A run in the listing.
   *
   * @param runId the run's name
   * @param kind {@code unlearn}, {@code train} or {@code compare}
   * @param method the method's name; the number of rows of a comparison
   * @param state a state of the result contract, or {@code interrupted}
   * @param stage the current or last stage
   * @param startedAt when its newest execution began
   */
  @JsonPropertyOrder({"runId", "kind", "method", "state", "stage", "startedAt"})
  record Row(
      String runId, String kind, String method, String state, String stage, Instant startedAt) {
    static Row of(Standing run) {
      return new Row(
          run.record().name(),
          run.record().request().kind().name().toLowerCase(Locale.ROOT),
          method(run.record().request()),
          run.state(),
          run.stage(),
          run.record().startedAt());
    }

    private static String method(RunRequest request) {
      return request instanceof CompareRequest comparison
          ? comparison.methods().size() + " rows"
          : ((Request) request).method().name();
    }
  }

  @Override
  int execute() throws IOException {
    List<Row> rows = rows();
    if (json) {
      for (Row row : rows) {
        environment.out().println(Wire.mapper().writeValueAsString(row));
      }
    } else if (rows.isEmpty()) {
      environment.out().println(filter.narrow() ? "No run fits." : "No runs yet.");
    } else {
      print(rows);
    }
    return ExitCode.DONE;
  }

  private List<Row> rows() throws IOException {
    Predicate<RunRecord> wanted = filter.ofRecord();
    Predicate<Standing> inState = filter.ofStanding();
    Optional<Session> session =
        Session.looking(backend.target(environment), environment.variables());
    if (session.isEmpty()) {
      return List.of();
    }
    try (Session open = session.get()) {
      return open.runs().list(wanted).stream().filter(inState).map(Row::of).toList();
    }
  }

  private void print(List<Row> rows) {
    String format = "%-32s %-8s %-8s %-18s %-10s %s%n";
    environment.out().printf(format, "RUN", "KIND", "METHOD", "STATE", "STAGE", "STARTED");
    for (Row row : rows) {
      Instant started = row.startedAt().truncatedTo(ChronoUnit.SECONDS);
      environment
          .out()
          .printf(format, row.runId(), row.kind(), row.method(), row.state(), row.stage(), started);
    }
  }
}
