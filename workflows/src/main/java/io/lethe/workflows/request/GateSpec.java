package io.lethe.workflows.request;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * What must hold before anything is released; all values in percent or percentage points.
 *
 * @param maxAvgGap largest average gap to the baseline, percentage points
 * @param minUa smallest unlearning accuracy, percent
 * @param minRa smallest retain accuracy, percent
 * @param minTa smallest test accuracy, percent
 * @param approval whether a person must approve
 */
public record GateSpec(
    Optional<Double> maxAvgGap,
    Optional<Double> minUa,
    Optional<Double> minRa,
    Optional<Double> minTa,
    Approval approval) {
  /** No gate. */
  public static GateSpec none() {
    return new GateSpec(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Approval.NONE);
  }

  /** Whether a person must approve. */
  public enum Approval {
    /** Thresholds alone decide. */
    @JsonProperty("none")
    NONE,
    /** A person decides after the thresholds held. */
    @JsonProperty("required")
    REQUIRED
  }
}
