package io.lethe.worker.cli;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.runtime.Session;
import java.io.IOException;

/** Sessions for commands that name a run. */
final class Sessions {
  private Sessions() {}

  /**
   * A session in which the run can be looked for.
   *
   * @throws InvalidInputException if nothing has ever been run there
   */
  static Session looking(Environment environment, BackendOptions backend, String run)
      throws IOException {
    return Session.looking(backend.target(environment), environment.variables())
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "RUN",
                    "found '%s'; allowed: the name of a run, and there is none yet;".formatted(run)
                        + " 'lethe demo' makes the first"));
  }
}
