package io.lethe.worker.cli;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.lethe.activities.gc.Collector;
import io.lethe.activities.gc.Garbage;
import io.lethe.activities.gc.StoreCheck;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.runtime.Session;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes from the store what nothing needs any more. */
@Command(
    name = "gc",
    description = {
      "Find what nothing in the object store refers to: checkpoints of finished and of ended runs,",
      "results without a run, leftovers of imports. Only with --apply is anything removed.",
      "Run records, requests, manifests, keys, imports and released models always stay."
    })
final class GcCommand extends BaseCommand {
  @Mixin private BackendOptions backend;

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      defaultValue = "30d",
      description = "Age of the newest of objects that go together, such as 30d. Default: 30d.")
  private String olderThan;

  @Option(names = "--apply", description = "Remove what was found.")
  private boolean apply;

  @Option(
      names = "--alone",
      description = "Nothing else uses the store now: allows ages under two days.")
  private boolean alone;

  @Option(
      names = "--check",
      description =
          "Remove nothing; read every object that is referred to and compare its digest. Exit code"
              + " 2 where one is missing or damaged.")
  private boolean check;

  @Option(names = "--json", description = "Print one JSON object on standard output.")
  private boolean json;

  GcCommand(Environment environment) {
    super(environment);
  }

  /**
   * What was found, or removed.
   *
   * @param applied whether it was removed
   * @param olderThan the age, ISO 8601
   * @param objects number of objects
   * @param bytes their size
   * @param groups objects that go together
   */
  @JsonPropertyOrder({"applied", "olderThan", "objects", "bytes", "groups"})
  record Report(
      boolean applied, String olderThan, long objects, long bytes, List<Garbage> groups) {}

  @Override
  int execute() throws IOException {
    Duration age = Age.parse("--older-than", olderThan);
    if (check && apply) {
      throw new InvalidInputException("--check", "removes nothing; allowed: without --apply");
    }
    Optional<Session> session =
        Session.looking(backend.target(environment), environment.variables());
    if (session.isEmpty()) {
      return print(new Report(apply, age.toString(), 0, 0, List.of()));
    }
    try (Session open = session.get()) {
      return check ? check(open) : collect(open, age);
    }
  }

  private int collect(Session session, Duration age) throws IOException {
    // The owner of a state folder on which nothing is executed is alone by its lock.
    boolean shared = !session.owner() && !alone;
    if (shared && age.compareTo(Collector.SHORTEST_SHARED) < 0) {
      throw new InvalidInputException(
          "--older-than",
          "found '%s'; allowed: %dd or more while others may use the store, or --alone"
              .formatted(olderThan, Collector.SHORTEST_SHARED.toDays()));
    }
    Collector collector =
        new Collector(session.store(), session.runs()::running, Instant.now().minus(age));
    List<Garbage> found = collector.find();
    List<Garbage> listed = apply ? remove(collector, found) : found;
    return print(
        new Report(
            apply,
            age.toString(),
            listed.stream().mapToLong(Garbage::objects).sum(),
            listed.stream().mapToLong(Garbage::bytes).sum(),
            listed));
  }

  private static List<Garbage> remove(Collector collector, List<Garbage> found) {
    List<Garbage> removed = new ArrayList<>();
    for (Garbage garbage : found) {
      collector.remove(garbage).ifPresent(removed::add);
    }
    return removed;
  }

  private int print(Report report) throws IOException {
    if (json) {
      environment.out().println(Wire.mapper().writeValueAsString(report));
      return ExitCode.DONE;
    }
    for (Garbage garbage : report.groups()) {
      environment
          .out()
          .printf(
              "%,15d bytes  %s (%d objects): %s%n",
              garbage.bytes(), garbage.group(), garbage.objects(), garbage.reason());
    }
    environment
        .out()
        .printf(
            "%s %,d objects, %,d bytes%s%n",
            report.applied() ? "removed" : "would remove",
            report.objects(),
            report.bytes(),
            report.applied() || report.objects() == 0 ? "" : "; --apply removes them");
    return ExitCode.DONE;
  }

  private int check(Session session) throws IOException {
    StoreCheck.Outcome outcome = new StoreCheck(session.store()).check();
    if (json) {
      environment.out().println(Wire.mapper().writeValueAsString(outcome));
    } else {
      outcome.faults().forEach(environment.out()::println);
      environment
          .out()
          .printf(
              "%,d objects are referred to, %d faults%n",
              outcome.objects(), outcome.faults().size());
    }
    return outcome.faults().isEmpty() ? ExitCode.DONE : ExitCode.BAD_INPUT;
  }
}
