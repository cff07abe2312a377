package io.lethe.worker.cli;

import io.lethe.activities.plan.Plan;
import io.lethe.activities.plan.Planner;
import io.lethe.worker.imports.LocalRefs;
import io.lethe.worker.imports.Staging;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Target;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The way of a request file: read, staged, checked, imported, executed; in this order. */
final class RequestRun {
  private final Environment environment;
  private final Request request;
  private final Staging staging;

  private RequestRun(Environment environment, Request request, Staging staging) {
    this.environment = environment;
    this.request = request;
    this.staging = staging;
  }

  /** Reads the file and stages the local files it names; nothing is stored. */
  static RequestRun of(Environment environment, Path typed) throws IOException {
    Path file = environment.resolve(typed);
    Staging staging = new Staging();
    List<Path> bases = List.of(file.getParent(), environment.directory());
    Request request = new LocalRefs(bases, staging).stage(RequestReader.read(file));
    return new RequestRun(environment, request, staging);
  }

  /** Holds the request against its data and its model, with the staged files as if stored. */
  Plan plan(Session session) {
    return new Planner(session.workspaceOver(staging.over(session.store()))).plan(request);
  }

  /** Checks, imports and executes; returns the exit code. */
  int execute(Target target, OutputOptions output, boolean watch) throws IOException {
    try (Session session = Session.working(target, environment.variables())) {
      session.runs().requireFreeName(request);
      plan(session);
      staging.upload(session.store());
      return new Execution(environment, session, output)
          .conclude(session.runs().start(request), watch);
    }
  }
}
