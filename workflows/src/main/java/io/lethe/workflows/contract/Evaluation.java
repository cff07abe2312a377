package io.lethe.workflows.contract;

import java.util.List;
import java.util.Map;

/**
 * Metrics of one model.
 *
 * @param metrics percent, by metric name
 * @param definitions which definition each metric follows, by metric name
 * @param intervals 95 % interval [low, high] in percent, by metric name
 * @param warnings what a reader of the numbers must know
 */
public record Evaluation(
    Map<String, Double> metrics,
    Map<String, String> definitions,
    Map<String, List<Double>> intervals,
    List<String> warnings) {}
