package io.lethe.activities.webhook;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.Notice;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.Kind;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Tells whoever is to be told, in a small JSON object without ids of records. */
public final class Notifications {
  private final WebhookSettings settings;
  private final Webhook webhook;

  /** Notifications as the operator of the worker wants them. */
  public Notifications(WebhookSettings settings) {
    this.settings = settings;
    this.webhook = new Webhook(settings, Clock.systemUTC());
  }

  /**
   * The body.
   *
   * @param type {@code run.ended}, {@code run.failed} or {@code run.awaiting-approval}
   * @param timestamp when it happened
   * @param data what happened
   */
  @JsonPropertyOrder({"type", "timestamp", "data"})
  record Message(String type, Instant timestamp, Data data) {}

  /**
   * What happened.
   *
   * @param run the run's name
   * @param execution id of the first execution of the chain
   * @param kind what was wanted
   * @param state where the run stands
   * @param record where its record is
   * @param metrics percent
   * @param avgGap mean of the gaps to the baseline, percentage points
   * @param failure who is to blame, for a failed run
   */
  @JsonPropertyOrder({
    "run",
    "execution",
    "kind",
    "state",
    "record",
    "metrics",
    "avgGap",
    "failure"
  })
  record Data(
      String run,
      String execution,
      Kind kind,
      RunState state,
      String record,
      Map<String, Double> metrics,
      Optional<Double> avgGap,
      Optional<Blame> failure) {}

  /**
   * Who is to blame.
   *
   * @param kind whose fault it is
   * @param field path of the request field to change
   */
  record Blame(FailureKind kind, Optional<String> field) {}

  /** Delivers a notice; does nothing where nobody is to be told. */
  public void deliver(Notice notice) {
    Optional<URI> address =
        notice
            .target()
            .map(spec -> WebhookSettings.address("notify.url", spec.url()))
            .or(settings::url);
    address.ifPresent(to -> webhook.send(to, notice.id(), Json.bytes(message(notice))));
  }

  private static Message message(Notice notice) {
    return new Message(
        "run." + notice.event().wireName(),
        notice.time(),
        new Data(
            notice.run(),
            notice.execution(),
            notice.kind(),
            notice.state(),
            Layout.run(notice.run(), notice.execution()).toString(),
            notice.metrics(),
            notice.avgGap(),
            notice.failure().map(kind -> new Blame(kind, notice.field()))));
  }
}
