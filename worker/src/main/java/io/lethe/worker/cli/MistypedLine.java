package io.lethe.worker.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What a person reads whose command line could not be understood: what is wrong, the nearest names
 * there are, and where the help is. The whole usage would push the message off the screen.
 */
final class MistypedLine implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    if (arguments.length == 0) {
      command.usage(err);
      return ExitCode.BAD_INPUT;
    }
    String nearest = "";
    if (error instanceof UnmatchedArgumentException unmatched) {
      List<String> suggestions = unmatched.getSuggestions();
      nearest = suggestions.isEmpty() ? "" : "; did you mean: " + String.join(", ", suggestions);
    }
    String name = command.getCommandSpec().qualifiedName();
    err.println(
        "lethe: %s%s; '%s --help' says what is allowed"
            .formatted(error.getMessage(), nearest, name));
    return ExitCode.BAD_INPUT;
  }
}
