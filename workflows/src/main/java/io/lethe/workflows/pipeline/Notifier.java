package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.ActivityProfiles;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.contract.Notice;
import io.lethe.workflows.contract.NotifyActivities;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.NotifySpec;
import io.lethe.workflows.request.RunRequest;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Has others told; whether they could be told never decides how the run goes. */
final class Notifier {
  /** Version tag: histories without it have no notices. */
  static final String TAG = "notify";

  private final NotifyActivities activities =
      Workflow.newActivityStub(NotifyActivities.class, ActivityProfiles.notifications());
  private final RunRequest request;

  Notifier(RunRequest request) {
    this.request = request;
  }

  /** Asks for the approval; the run does not wait for the delivery. */
  void awaitingApproval(ResultDraft draft) {
    if (wanted(NotifySpec.Event.AWAITING_APPROVAL)) {
      Notice notice =
          notice(
              NotifySpec.Event.AWAITING_APPROVAL,
              RunState.AWAITING_APPROVAL,
              draft.metrics(),
              draft.avgGap(),
              Optional.empty());
      Async.procedure(activities::deliver, notice)
          .exceptionally(
              error -> {
                draft.warn(List.of(warning(notice, error)));
                return null;
              });
    }
  }

  /** Tells the end, also of a cancelled run; the warnings where that was in vain. */
  List<String> ended(RunResult result) {
    NotifySpec.Event event =
        result.state() == RunState.FAILED ? NotifySpec.Event.FAILED : NotifySpec.Event.ENDED;
    if (!wanted(event)) {
      return List.of();
    }
    Notice notice =
        notice(event, result.state(), result.metrics(), result.avgGap(), result.failure());
    List<String> warnings = new ArrayList<>();
    Workflow.newDetachedCancellationScope(
            () -> {
              try {
                activities.deliver(notice);
              } catch (TemporalFailure e) {
                warnings.add(warning(notice, e));
              }
            })
        .run();
    return warnings;
  }

  /** Baselines and cells are children, whose end is their parent's business. */
  private boolean wanted(NotifySpec.Event event) {
    return Workflow.getInfo().getParentWorkflowId().isEmpty()
        && request.notification().map(spec -> spec.on().contains(event)).orElse(true)
        && Workflow.getVersion(TAG, Workflow.DEFAULT_VERSION, 1) > Workflow.DEFAULT_VERSION;
  }

  private Notice notice(
      NotifySpec.Event event,
      RunState state,
      Map<String, Double> metrics,
      Optional<Double> avgGap,
      Optional<Failure> failure) {
    return new Notice(
        event,
        request.notification(),
        request.name(),
        Workflow.getInfo().getFirstExecutionRunId(),
        request.kind(),
        state,
        Instant.ofEpochMilli(Workflow.currentTimeMillis()),
        metrics,
        avgGap,
        failure.map(Failure::kind),
        failure.flatMap(Failure::field));
  }

  private static String warning(Notice notice, Throwable error) {
    return "the notification '%s' was not delivered: %s"
        .formatted(notice.event().wireName(), Failures.read(error).message());
  }
}
