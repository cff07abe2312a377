package io.lethe.gateway.lethe;

import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.Kind;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A run in a list.
 *
 * @param name the run's name
 * @param kind what is wanted
 * @param method the method's name; of a comparison, the labels of its rows
 * @param state a state of the result contract, {@code interrupted}, or {@link #QUEUED}
 * @param stage the current or last stage; empty before the first
 * @param startedAt when the execution began, or the run was asked for
 * @param updatedAt when the state last changed
 * @param by who asked for it; absent where there is no login
 * @param avgGap mean gap to Retrain, percentage points
 * @param progress of the current stage, while it runs
 */
record Card(
    String name,
    Kind kind,
    String method,
    String state,
    String stage,
    Instant startedAt,
    Instant updatedAt,
    Optional<String> by,
    Optional<Double> avgGap,
    Optional<Progress> progress) {
  /** The state of a run that no worker has begun with, or begun with again. */
  static final String QUEUED = "queued";

  private static final Set<String> OPEN =
      Set.of(
          QUEUED,
          RunState.WAITING.wireName(),
          RunState.RUNNING.wireName(),
          RunState.AWAITING_APPROVAL.wireName());

  /** Whether something is still to come of itself, or by a person's decision. */
  boolean open() {
    return OPEN.contains(state);
  }

  /** Whether its record is that of the execution which the state is about. */
  boolean begun() {
    return !state.equals(QUEUED);
  }

  /** The same without what changes from step to step. */
  Card still() {
    return new Card(
        name, kind, method, state, stage, startedAt, updatedAt, by, avgGap, Optional.empty());
  }
}
