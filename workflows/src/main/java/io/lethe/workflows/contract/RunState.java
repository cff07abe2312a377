package io.lethe.workflows.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Where a run stands. */
public enum RunState {
  /** A run of a comparison whose turn has not come. */
  @JsonProperty("waiting")
  WAITING(false, 0),
  /** Stages are running or waiting for a worker. */
  @JsonProperty("running")
  RUNNING(false, 0),
  /** The thresholds held; a person must approve. */
  @JsonProperty("awaiting-approval")
  AWAITING_APPROVAL(false, 0),
  /** Done, and released under the alias. */
  @JsonProperty("published")
  PUBLISHED(true, 0),
  /** Done; the request named no place to release to. */
  @JsonProperty("completed")
  COMPLETED(true, 0),
  /** A threshold did not hold; nothing was released. */
  @JsonProperty("gate-failed")
  GATE_FAILED(true, 3),
  /** A person said no; nothing was released. */
  @JsonProperty("rejected")
  REJECTED(true, 3),
  /** Somebody asked for the end. */
  @JsonProperty("cancelled")
  CANCELLED(true, 4),
  /** Ended by a failure; its kind gives the exit code. */
  @JsonProperty("failed")
  FAILED(true, 5);

  private final boolean last;
  private final int exitCode;

  RunState(boolean last, int exitCode) {
    this.last = last;
    this.exitCode = exitCode;
  }

  /** Whether the run has ended. */
  public boolean ended() {
    return last;
  }

  /** Whether the run ended with everything done that was asked for. */
  public boolean endedWell() {
    return this == COMPLETED || this == PUBLISHED;
  }

  /** Whether a retry under the same name may go on from here. */
  public boolean retryable() {
    return this == CANCELLED || this == FAILED;
  }

  /** Exit code of the command line; for {@link #FAILED} the failure's kind decides. */
  public int exitCode() {
    return exitCode;
  }

  /** The name used in results and records. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
