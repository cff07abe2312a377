package io.lethe.worker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command without a subcommand, and the one place where all subcommands are listed. */
@Command(
    name = "lethe",
    mixinStandardHelpOptions = true,
    versionProvider = LetheVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Forgets on request: durable machine unlearning for image models.",
    footer = {
      "",
      "Exit codes: 0 done, 2 bad input, 3 gate failed or rejected, 4 cancelled, 5 platform"
          + " failure.",
      "Start here: lethe demo"
    },
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      PlanCommand.class,
      RunCommand.class,
      ListCommand.class,
      ShowCommand.class,
      WatchCommand.class,
      CancelCommand.class,
      ApproveCommand.class,
      RejectCommand.class,
      RetryCommand.class,
      ReportCommand.class,
      ImportModelCommand.class,
      ImportDatasetCommand.class,
      WorkerCommand.class,
      GatewayCommand.class,
      DoctorCommand.class,
      GcCommand.class,
      SchemaCommand.class,
      PresetsCommand.class,
      BenchCommand.class,
      CompletionCommand.class,
      ManCommand.class,
      CommandLine.HelpCommand.class
    })
public final class LetheCommand {
  /**
   * gRPC logs past the log of this program. A poll that the end of the embedded servers cuts off
   * would be a stack trace on a person's terminal. Held here, because loggers are forgotten.
   */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  private LetheCommand() {}

  /** Parses and executes a command line; returns the exit code. */
  public static int run(Environment environment, String... args) {
    GRPC.setLevel(Level.SEVERE);
    return line(environment).execute(args);
  }

  /** All commands, not yet given arguments. */
  static CommandLine line(Environment environment) {
    CommandLine line = new CommandLine(new LetheCommand(), new CommandFactory(environment));
    line.setOut(new PrintWriter(environment.out(), true, UTF_8));
    line.setErr(new PrintWriter(environment.err(), true, UTF_8));
    line.setParameterExceptionHandler(new MistypedLine());
    return line;
  }
}
