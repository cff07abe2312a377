package io.lethe.worker.serve;

import io.lethe.gateway.RunEntry;
import io.lethe.gateway.Trigger;
import io.lethe.worker.runtime.Runs;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.request.RunRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * A trigger with everything that is needed to start its run: {@code gateway/runs/<name>.json}.
 *
 * @param trigger who asked for the run, when, how
 * @param request the stored request; no record ids
 * @param requestDigest digest of the request
 */
record StoredTrigger(Trigger trigger, RunRequest request, String requestDigest) {
  static StoredTrigger of(Trigger trigger, RunRequest request) {
    return new StoredTrigger(trigger, request, Runs.digest(request));
  }

  /** What can be said of a run that was started elsewhere. */
  static StoredTrigger readOff(RunRecord record) {
    String dag = "lethe_" + record.request().kind().name().toLowerCase(Locale.ROOT);
    return new StoredTrigger(
        new Trigger(dag, Optional.empty(), record.startedAt(), Optional.empty(), Optional.empty()),
        record.request(),
        record.requestDigest());
  }

  String name() {
    return request.name();
  }

  StoredTrigger with(Optional<String> note) {
    return new StoredTrigger(
        new Trigger(trigger.dag(), trigger.by(), trigger.at(), trigger.logicalDate(), note),
        request,
        requestDigest);
  }

  RunEntry entry(Optional<RunRecord> record) {
    return new RunEntry(name(), request, trigger, record);
  }
}
