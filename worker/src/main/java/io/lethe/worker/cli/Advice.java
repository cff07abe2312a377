package io.lethe.worker.cli;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.InvalidRequestException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What to do next: every error of a command ends with it. */
final class Advice {
  private static final Pattern VARIABLE = Pattern.compile("environment|[A-Z]+(_[A-Z0-9]+)+");
  private static final Pattern PARAMETER = Pattern.compile("[A-Z]+");
  private static final String REQUEST =
      "'lethe schema' says what a request may hold, 'lethe plan -f' checks one";
  private static final String SETTINGS = "'lethe doctor' looks at servers and settings";

  private Advice() {}

  /**
   * About an exception.
   *
   * @param command as it was typed, such as {@code lethe run}
   */
  static String about(Throwable error, String command) {
    if (error instanceof InvalidInputException invalid) {
      return aboutField(invalid.field(), command);
    }
    if (error instanceof InvalidRequestException) {
      return REQUEST;
    }
    if (error instanceof FileSystemException) {
      return "look whether it is there, who may use it, and whether the disk has room";
    }
    if (error.getClass().getPackageName().equals("java.lang")) {
      return "this is a defect of Lethe: --debug shows the stack, for a report";
    }
    return switch (Failures.kindOf(error)) {
      case USER -> SETTINGS;
      case DATA -> "'lethe gc --check' compares everything in the store with its digest";
      case PLATFORM -> SETTINGS + "; then type the command again, it goes on where it was";
      case CANCELLED -> "type the command again to go on where it was";
    };
  }

  private static String aboutField(String field, String command) {
    if (field.equals("RUN")) {
      return "'lethe list' shows the runs, 'lethe show RUN' one of them";
    }
    if (field.startsWith("-") || PARAMETER.matcher(field).matches()) {
      return "'" + command + " --help' says what is allowed";
    }
    return VARIABLE.matcher(field).matches() ? SETTINGS : REQUEST;
  }

  /** About a run that did not end well; empty where there is nothing to mend. */
  static Optional<String> about(RunResult result) {
    if (!result.state().retryable()) {
      return Optional.empty();
    }
    boolean input =
        result.state() == RunState.FAILED
            && result.failure().filter(f -> f.kind() == FailureKind.USER).isPresent();
    return Optional.of(
        input
            ? "correct what it names; another request needs another name"
            : "'lethe retry " + result.runId() + "' goes on with it; finished stages are kept");
  }
}
