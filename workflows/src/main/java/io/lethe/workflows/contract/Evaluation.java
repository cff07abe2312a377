package io.lethe.workflows.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * Metrics of one model.
 *
 * @param metrics percent, by metric name
 * @param definitions which definition each metric follows, by metric name
 * @param intervals 95 % interval [low, high] in percent, by metric name
 * @param details further numbers by the name of their definition: losses in nats, the rest
 *     fractions
 * @param warnings what a reader of the numbers must know
 */
public record Evaluation(
    Map<String, Double> metrics,
    Map<String, String> definitions,
    Map<String, List<Double>> intervals,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> details,
    List<String> warnings) {
  /** Details are absent from results that an earlier version stored. */
  public Evaluation {
    details = details == null ? Map.of() : details;
  }
}
