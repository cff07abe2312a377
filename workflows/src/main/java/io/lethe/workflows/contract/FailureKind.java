package io.lethe.workflows.contract;

/** Who or what is to blame for a failure; the name is the failure type in workflow history. */
public enum FailureKind {
  /** The request asks for something wrong: a person must change it. */
  USER(false, 400, 2),
  /** Stored bytes are not what they should be: digest mismatch, torn file. */
  DATA(false, 422, 2),
  /** A machine or network misbehaved: tried again with backoff. */
  PLATFORM(true, 503, 5),
  /** Somebody asked for the end. */
  CANCELLED(false, 409, 4);

  private final boolean retryable;
  private final int httpStatus;
  private final int exitCode;

  FailureKind(boolean retryable, int httpStatus, int exitCode) {
    this.retryable = retryable;
    this.httpStatus = httpStatus;
    this.exitCode = exitCode;
  }

  /** Whether another attempt can help. */
  public boolean retryable() {
    return retryable;
  }

  /** Status the REST API answers with. */
  public int httpStatus() {
    return httpStatus;
  }

  /** Exit code of the command line. */
  public int exitCode() {
    return exitCode;
  }
}
