package io.lethe.workflows.contract;

import io.lethe.workflows.request.Kind;
import io.lethe.workflows.request.NotifySpec;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a webhook tells. No reason and no failure message: people write ids of records into these.
 *
 * @param event what happened
 * @param target whom the request wants to be told; the worker's own address where absent
 * @param run the run's name
 * @param execution id of the first execution of the chain
 * @param kind what was wanted
 * @param state where the run stands
 * @param time when it happened
 * @param metrics percent
 * @param avgGap mean of the gaps to the baseline, percentage points
 * @param failure who is to blame, for a failed run
 * @param field path of the request field to change
 */
public record Notice(
    NotifySpec.Event event,
    Optional<NotifySpec> target,
    String run,
    String execution,
    Kind kind,
    RunState state,
    Instant time,
    Map<String, Double> metrics,
    Optional<Double> avgGap,
    Optional<FailureKind> failure,
    Optional<String> field) {

  /** The same for every attempt to deliver this notice, and for no other notice. */
  public String id() {
    return execution + "." + event.wireName();
  }
}
