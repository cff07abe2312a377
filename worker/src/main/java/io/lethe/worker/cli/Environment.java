package io.lethe.worker.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command sees of the process around it, so that a test can be that process.
 *
 * @param variables environment variables
 * @param directory where the command was typed; relative paths begin here
 * @param out results
 * @param err progress and messages
 * @param terminal whether {@code err} is a terminal that can redraw a line
 */
public record Environment(
    Map<String, String> variables,
    Path directory,
    PrintStream out,
    PrintStream err,
    boolean terminal) {

  /**
   * This process.
   *
   * @param out its standard output
   */
  public static Environment ofProcess(PrintStream out) {
    Map<String, String> variables = System.getenv();
    return new Environment(
        variables,
        Path.of("").toAbsolutePath(),
        out,
        System.err,
        // Java cannot ask whether standard error is a terminal; the start script can.
        Boolean.getBoolean("lethe.terminal"));
  }

  /** A path as typed, made absolute. */
  public Path resolve(Path typed) {
    return directory.resolve(typed).normalize();
  }
}
