package io.lethe.worker.runtime;

import io.lethe.worker.embedded.StateFolder;
import java.util.Map;

/** Which servers a command means. */
public sealed interface Target {
  /**
   * Those of a state folder, run by this process or by another one on this machine.
   *
   * @param folder the state folder
   */
  record Embedded(StateFolder folder) implements Target {}

  /**
   * Those the environment names.
   *
   * @param environment {@code TEMPORAL_*} and {@code AWS_*} variables
   */
  record Remote(Map<String, String> environment) implements Target {}
}
