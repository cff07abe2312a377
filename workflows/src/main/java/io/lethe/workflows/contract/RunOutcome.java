package io.lethe.workflows.contract;

import java.util.Optional;

/**
 * How a run of a comparison ended, as far as the others need to know. Numbers stay in run records:
 * history must not grow with them.
 *
 * @param state the last state
 * @param avgGap its Avg. Gap, percentage points, where it has one
 * @param model the trained weights, for a baseline
 * @param failure why it did not end well
 */
public record RunOutcome(
    RunState state,
    Optional<Double> avgGap,
    Optional<ArtifactRef> model,
    Optional<Failure> failure) {
  /** Of a run with a result. */
  public static RunOutcome of(RunResult result) {
    return new RunOutcome(
        result.state(),
        result.avgGap(),
        Optional.ofNullable(result.artifacts().get("trained")),
        result.failure());
  }

  /** Of a run that could not give one. */
  public static RunOutcome failed(Failure failure) {
    RunState state = failure.kind() == FailureKind.CANCELLED ? RunState.CANCELLED : RunState.FAILED;
    return new RunOutcome(state, Optional.empty(), Optional.empty(), Optional.of(failure));
  }

  /** Of a baseline that need not be trained; empty where it is not to be. */
  public static RunOutcome found(Optional<ArtifactRef> model) {
    return new RunOutcome(RunState.COMPLETED, Optional.empty(), model, Optional.empty());
  }
}
