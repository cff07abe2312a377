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
 * @param message names the field or the file, what was found and what is allowed
 * @param exitCode by the one table of failures
 */
record ErrorReport(String message, int exitCode) {
  static ErrorReport of(Throwable error) {
    Throwable cause = cause(error);
    return new ErrorReport(message(cause), Failures.read(cause).kind().exitCode());
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
