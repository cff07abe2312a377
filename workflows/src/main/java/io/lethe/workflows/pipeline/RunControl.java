package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.RunStatus;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;

/** What can be asked of, and said to, every run. */
public interface RunControl {
  /** State and progress, as far as the workflow knows; heartbeats know more. */
  @QueryMethod(name = "status")
  RunStatus status();

  /** Lets the result be released. */
  @UpdateMethod(name = "approve")
  void approve(Decision decision);

  /** Refuses an approval nobody waits for. */
  @UpdateValidatorMethod(updateName = "approve")
  void checkApprove(Decision decision);

  /** Ends the run as rejected. */
  @UpdateMethod(name = "reject")
  void reject(Decision decision);

  /** Refuses a rejection nobody waits for. */
  @UpdateValidatorMethod(updateName = "reject")
  void checkReject(Decision decision);

  /** Ends the run as cancelled once its current activity has stopped. */
  @UpdateMethod(name = "cancel")
  void cancel(Decision decision);
}
