package io.lethe.worker.manual;

import picocli.AutoComplete;
import picocli.CommandLine;

/** Completion of commands, options, their values and file names. */
public final class Completion {
  private Completion() {}

  /**
   * A script that bash and zsh source; in zsh it works through {@code bashcompinit}.
   *
   * @param lethe the command without a subcommand
   */
  public static String script(CommandLine lethe) {
    return AutoComplete.bash("lethe", lethe);
  }
}
