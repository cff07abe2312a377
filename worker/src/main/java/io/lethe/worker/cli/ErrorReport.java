package io.lethe.worker.cli;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lethe.workflows.contract.Failures;
import io.temporal.client.WorkflowServiceException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;

/**
 * What a person and a script learn when a command ends by an exception.
 *
 * @param message names the field or the file, what was found, what is allowed and what to do next
 * @param exitCode by the one table of failures
 */
record ErrorReport(String message, int exitCode) {
  /**
   * The report of an exception.
   *
   * @param command as it was typed, such as {@code lethe run}
   */
  static ErrorReport of(Throwable error, String command) {
    Throwable cause = cause(error);
    String message = message(cause);
    // One line stays one line; below a list of problems the advice is about all of them.
    String joint = message.contains("\n") ? "\n" : "; ";
    return new ErrorReport(
        message + joint + Advice.about(cause, command), Failures.read(cause).kind().exitCode());
  }

  /** Wrappers that say nothing of their own are opened. */
  private static Throwable cause(Throwable error) {
    boolean wrapper =
        error instanceof UncheckedIOException || error instanceof WorkflowServiceException;
    return wrapper && error.getCause() != null ? cause(error.getCause()) : error;
  }

  private static String message(Throwable error) {
    if (error instanceof FileSystemException file) {
      String reason = file.getReason();
      return file.getFile() + ": " + (reason == null ? error.getClass().getSimpleName() : reason);
    }
    if (error instanceof StatusRuntimeException status
        && status.getStatus().getCode() == Status.Code.UNAVAILABLE) {
      return "Temporal does not answer: " + status.getStatus().getDescription();
    }
    return Failures.read(error).message();
  }
}
