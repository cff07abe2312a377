package io.lethe.workflows.request;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;

/**
 * Who is told how the run goes. The secret of the signatures is the worker's and is never in a
 * request.
 *
 * @param url where the webhook is delivered, {@code http(s)://host…}
 * @param on which events are told
 */
public record NotifySpec(String url, List<Event> on) {
  /** What may be told. */
  public enum Event {
    /** The run ended in any state but failed. */
    @JsonProperty("ended")
    ENDED,
    /** The run failed. */
    @JsonProperty("failed")
    FAILED,
    /** The thresholds held; a person must approve. */
    @JsonProperty("awaiting-approval")
    AWAITING_APPROVAL;

    /** The name used in requests and messages. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
