package io.lethe.worker.cli;

import io.lethe.worker.embedded.StateFolder;
import io.lethe.worker.runtime.RemoteServers;
import io.lethe.worker.runtime.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say which servers a command talks to. */
final class BackendOptions {
  @Option(
      names = "--embedded",
      description = "Use Temporal and an object store inside this process, on the state folder.")
  boolean embedded;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = {
        "State folder of the embedded servers; implies --embedded.",
        "Default: $XDG_STATE_HOME/lethe or ~/.local/state/lethe."
      })
  Path state;

  /**
   * The servers meant: the state folder where one is asked for, else the servers that Temporal's
   * configuration names, else the state folder.
   */
  Target target(Environment environment) throws IOException {
    boolean asked = embedded || state != null;
    return !asked && RemoteServers.configured(environment.variables())
        ? new Target.Remote(environment.variables())
        : new Target.Embedded(folder(environment));
  }

  /**
   * Like {@link #target}, for commands that execute a run: a run that would end with this process
   * must have been asked for, unless {@code lethe up} is there to execute it.
   *
   * @throws IOException if no server is configured, running or asked for
   */
  Target executing(Environment environment) throws IOException {
    Target target = target(environment);
    boolean asked = embedded || state != null;
    if (!asked
        && target instanceof Target.Embedded implied
        && implied.folder().endpoint().isEmpty()) {
      throw new IOException(
          "no server: TEMPORAL_ADDRESS is not set and no 'lethe up' is running;"
              + " add --embedded to execute the run in this process");
    }
    return target;
  }

  /** The state folder that is meant, or would be. */
  StateFolder folder(Environment environment) {
    return Optional.ofNullable(state)
        .map(environment::resolve)
        .map(StateFolder::new)
        .orElseGet(() -> StateFolder.byDefault(environment.variables()));
  }
}
