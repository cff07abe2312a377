package io.lethe.workflows.contract;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Retrain's numbers; in JSON the metrics stand beside the reference.
 *
 * @param ref the weights, {@code s3://bucket/key}
 * @param metrics percent, by metric name
 */
public record Baseline(String ref, @JsonAnyGetter Map<String, Double> metrics) {
  /** Reads the JSON form. */
  @JsonCreator
  static Baseline of(@JsonProperty("ref") String ref, @JsonAnySetter Map<String, Double> metrics) {
    return new Baseline(ref, metrics == null ? Map.of() : new LinkedHashMap<>(metrics));
  }
}
