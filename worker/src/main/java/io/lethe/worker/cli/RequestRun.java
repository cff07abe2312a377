package io.lethe.worker.cli;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.bench.PlainRun;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Submission;
import io.lethe.worker.runtime.Target;
import io.lethe.workflows.request.Kind;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestReader;
import io.lethe.workflows.request.RunRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What commands do with a request file. */
final class RequestRun {
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

  /** Holds the request against its data and its model, see {@link Submission#plan()}. */
  Object plan(Session session) throws IOException {
    return Submission.of(session, typed, bases).plan();
  }

  /** Checks, imports and executes; returns the exit code. */
  int execute(Target target, OutputOptions output, boolean watch) throws IOException {
    try (Session session = Session.working(target, environment.variables())) {
      RunRequest request = Submission.of(session, typed, bases).admit();
      return new Execution(environment, session, output)
          .conclude(session.runs().start(request), watch);
    }
  }

  /** Computes the request in one loop in this process; the store takes inputs and artifacts. */
  PlainRun plain(Session session) throws IOException {
    if (typed.kind() == Kind.COMPARE) {
      throw new InvalidInputException("kind", "found compare; allowed: unlearn or train here");
    }
    Request request = (Request) Submission.of(session, typed, bases).upload();
    return PlainRun.of(session.workspaceOver(session.store()), request);
  }
}
