package io.lethe.worker.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands share: how loud they are, and how they fail. */
@Command(mixinStandardHelpOptions = true, versionProvider = LetheVersion.class)
abstract class BaseCommand implements Callable<Integer> {
  @Option(names = "--verbose", description = "Write the program's log to standard error.")
  private boolean verbose;

  @Option(names = "--debug", description = "Show the stack of an error.")
  private boolean debug;

  @Spec private CommandSpec spec;

  /** The process around the command. */
  final Environment environment;

  BaseCommand(Environment environment) {
    this.environment = environment;
  }

  /** This command among all others. */
  final CommandSpec spec() {
    return spec;
  }

  /** Does the work and returns the exit code. */
  abstract int execute() throws Exception;

  @Override
  public final Integer call() {
    if (verbose
        && LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.INFO);
    }
    try {
      return execute();
    } catch (Exception e) {
      ErrorReport report = ErrorReport.of(e, spec.qualifiedName());
      environment.err().println("lethe: " + report.message());
      if (debug) {
        e.printStackTrace(environment.err());
      }
      return report.exitCode();
    }
  }
}
