package io.lethe.worker.cli;

import io.lethe.activities.plan.Plan;
import io.lethe.activities.plan.Planner;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.bench.PlainRun;
import io.lethe.worker.imports.LocalRefs;
import io.lethe.worker.imports.Staging;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Target;
import io.lethe.workflows.request.ForgetSpec;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The way of a request file: read, staged, checked, imported, executed; in this order. */
final class RequestRun {
  private final Environment environment;
  private final Request typed;
  private final List<Path> bases;

  private RequestRun(Environment environment, Request typed, List<Path> bases) {
    this.environment = environment;
    this.typed = typed;
    this.bases = bases;
  }

  /** Reads the file. */
  static RequestRun of(Environment environment, Path typed) {
    Path file = environment.resolve(typed);
    return new RequestRun(
        environment, RequestReader.read(file), List.of(file.getParent(), environment.directory()));
  }

  /** Holds the request against its data and its model; nothing is stored or started. */
  Plan plan(Session session) throws IOException {
    Staging staging = new Staging();
    return plan(session, stage(session, staging), staging);
  }

  /** Checks, imports and executes; returns the exit code. */
  int execute(Target target, OutputOptions output, boolean watch) throws IOException {
    try (Session session = Session.working(target, environment.variables())) {
      Staging staging = new Staging();
      Request request = stage(session, staging);
      session.runs().requireFreeName(request);
      plan(session, request, staging);
      staging.upload(session.store());
      return new Execution(environment, session, output)
          .conclude(session.runs().start(request), watch);
    }
  }

  /** Computes the request in one loop in this process; the store takes inputs and artifacts. */
  PlainRun plain(Session session) throws IOException {
    Staging staging = new Staging();
    Request request = stage(session, staging);
    staging.upload(session.store());
    return PlainRun.of(session.workspaceOver(session.store()), request);
  }

  private Request stage(Session session, Staging staging) throws IOException {
    return new LocalRefs(typed, bases, session.store(), staging).stage();
  }

  /** The staged files are seen as if they were stored. */
  private Plan plan(Session session, Request request, Staging staging) {
    try {
      return new Planner(session.workspaceOver(staging.over(session.store()))).plan(request);
    } catch (InvalidInputException e) {
      throw asTyped(e);
    }
  }

  /**
   * What was typed inline became a file on its way: the person knows it by the field they wrote.
   */
  private InvalidInputException asTyped(InvalidInputException error) {
    ForgetSpec forget = typed.forget().orElse(null);
    boolean inline =
        forget != null
            && ((forget.ids().isPresent() && error.field().equals("forget.idsFrom"))
                || (forget.subject().isPresent() && error.field().equals("forget.subjectFrom")));
    return inline ? error.of(error.field().replace("From", "")) : error;
  }
}
