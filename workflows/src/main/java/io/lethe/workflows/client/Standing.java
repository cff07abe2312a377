package io.lethe.workflows.client;

import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunStatus;
import java.util.Optional;

/**
 * Where a run stands: its record, with Temporal's live state laid over it.
 *
 * @param record the newest record of the run
 * @param live what Temporal says of it; empty where it is not running
 */
public record Standing(RunRecord record, Optional<RunStatus> live) {
  /** The state of a run that its record calls running and that no server runs any more. */
  public static final String INTERRUPTED = "interrupted";

  /**
   * One word: a state of the result contract, or {@link #INTERRUPTED}. A run has ended when its
   * record says so: the workflow knows a moment before the result can be read.
   */
  public String state() {
    if (interrupted()) {
      return INTERRUPTED;
    }
    return live.map(RunStatus::state)
        .filter(state -> !state.ended() || record.state().ended())
        .orElse(record.state())
        .wireName();
  }

  /** The current or last stage. */
  public String stage() {
    return live.map(status -> status.progress().stage()).orElse(record.stage());
  }

  /** Whether it neither ended nor runs: its server is gone, its checkpoints are not. */
  public boolean interrupted() {
    return live.isEmpty() && !record.state().ended();
  }
}
