package io.lethe.worker.cli;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.embedded.StateFolder;
import io.lethe.worker.runtime.RemoteServers;
import io.lethe.worker.runtime.ScratchFolder;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Target;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a bench runs workflows on: the servers of the environment, or embedded ones on a state
 * folder that is thrown away; with a worker in this process.
 *
 * @param session the servers, with the worker
 * @param remote whether they are those of the environment
 * @param scratch gone with the servers
 */
record BenchServers(Session session, boolean remote, ScratchFolder scratch)
    implements AutoCloseable {
  static BenchServers open(Environment environment, String prefix) throws IOException {
    boolean remote = RemoteServers.configured(environment.variables());
    ScratchFolder scratch = ScratchFolder.create(prefix);
    try {
      Target target =
          remote
              ? new Target.Remote(environment.variables())
              : new Target.Embedded(new StateFolder(scratch.path().resolve("state")));
      return new BenchServers(Session.serving(target, environment.variables()), remote, scratch);
    } catch (IOException | RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  /** Where the servers are, for the report. */
  String place() {
    return remote ? session.place() : "embedded";
  }

  /** A folder for files of the bench. */
  Path folder() {
    return scratch.path();
  }

  /**
   * Checks the number of an option.
   *
   * @throws InvalidInputException naming the option
   */
  static void requireCount(String option, int found, int least) {
    if (found < least) {
      throw new InvalidInputException(option, "found %d; allowed: from %d".formatted(found, least));
    }
  }

  @Override
  public void close() throws IOException {
    try (scratch) {
      session.close();
    }
  }
}
