package io.lethe.worker.doctor;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a check came out. */
public enum Verdict {
  /** As it should be. */
  @JsonProperty("ok")
  OK,
  /** Works, but somebody should look at it. */
  @JsonProperty("warn")
  WARN,
  /** Runs would not work. */
  @JsonProperty("fail")
  FAIL
}
