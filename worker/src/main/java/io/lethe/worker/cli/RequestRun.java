package io.lethe.worker.cli;

import io.lethe.activities.plan.ComparePlan;
import io.lethe.activities.plan.ComparePlanner;
import io.lethe.activities.plan.Plan;
import io.lethe.activities.plan.Planner;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.bench.PlainRun;
import io.lethe.worker.imports.LocalRefs;
import io.lethe.worker.imports.Staging;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Target;
import io.lethe.workflows.request.CompareRequest;
import io.lethe.workflows.request.ForgetSpec;
import io.lethe.workflows.request.Kind;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestReader;
import io.lethe.workflows.request.RunRequest;
import io.lethe.workflows.request.SearchSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The way of a request file: read, staged, checked, imported, executed; in this order. */
final class RequestRun {
  private static final Pattern FORGET_SET =
      Pattern.compile("(?:search\\.)?forget\\[(\\d+)\\]\\..*");

  private final Environment environment;
  private final RunRequest typed;
  private final List<Path> bases;

  private RequestRun(Environment environment, RunRequest typed, List<Path> bases) {
    this.environment = environment;
    this.typed = typed;
    this.bases = bases;
  }

  /** Reads the file. */
  static RequestRun of(Environment environment, Path typed) {
    Path file = environment.resolve(typed);
    return new RequestRun(
        environment,
        RequestReader.readRun(file),
        List.of(file.getParent(), environment.directory()));
  }

  /**
   * Holds the request against its data and its model; nothing is stored or started.
   *
   * @return a {@link Plan} or a {@link ComparePlan}
   */
  Object plan(Session session) throws IOException {
    Staging staging = new Staging();
    return plan(session, stage(session, staging), staging);
  }

  /** Checks, imports and executes; returns the exit code. */
  int execute(Target target, OutputOptions output, boolean watch) throws IOException {
    try (Session session = Session.working(target, environment.variables())) {
      Staging staging = new Staging();
      RunRequest request = stage(session, staging);
      session.runs().requireFreeName(request);
      plan(session, request, staging);
      staging.upload(session.store());
      return new Execution(environment, session, output)
          .conclude(session.runs().start(request), watch);
    }
  }

  /** Computes the request in one loop in this process; the store takes inputs and artifacts. */
  PlainRun plain(Session session) throws IOException {
    if (typed.kind() == Kind.COMPARE) {
      throw new InvalidInputException("kind", "found compare; allowed: unlearn or train here");
    }
    Staging staging = new Staging();
    Request request = (Request) stage(session, staging);
    staging.upload(session.store());
    return PlainRun.of(session.workspaceOver(session.store()), request);
  }

  private RunRequest stage(Session session, Staging staging) throws IOException {
    return new LocalRefs(typed, bases, session.store(), staging).stage();
  }

  /** The staged files are seen as if they were stored. */
  private Object plan(Session session, RunRequest request, Staging staging) {
    Planner planner = new Planner(session.workspaceOver(staging.over(session.store())));
    try {
      return request instanceof CompareRequest comparison
          ? new ComparePlanner(planner, comparison).plan()
          : planner.plan((Request) request);
    } catch (InvalidInputException e) {
      throw asTyped(e);
    }
  }

  /**
   * What was typed inline became a file on its way: the person knows it by the field they wrote.
   */
  private InvalidInputException asTyped(InvalidInputException error) {
    String field = error.field();
    boolean inline =
        forgetSet(field)
            .filter(
                forget ->
                    (forget.ids().isPresent() && field.endsWith(".idsFrom"))
                        || (forget.subject().isPresent() && field.endsWith(".subjectFrom")))
            .isPresent();
    return inline ? error.of(field.replace("From", "")) : error;
  }

  /** The forget set as it was typed, by a path such as {@code search.forget[1].idsFrom}. */
  private Optional<ForgetSpec> forgetSet(String field) {
    if (typed instanceof Request single) {
      return single.forget().filter(forget -> field.startsWith("forget."));
    }
    CompareRequest comparison = (CompareRequest) typed;
    List<ForgetSpec> sets =
        field.startsWith("search.")
            ? comparison.search().map(SearchSpec::forget).orElse(List.of())
            : comparison.forget();
    Matcher path = FORGET_SET.matcher(field);
    return path.matches()
        ? Optional.of(sets.get(Integer.parseInt(path.group(1))))
        : Optional.empty();
  }
}
