package io.lethe.worker.report;

import io.lethe.worker.report.statistics.Sample;
import io.lethe.workflows.contract.Comparison.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The share of salient weights by layer, averaged over trials. */
final class SalientShares {
  private SalientShares() {}

  /**
   * Means over the trials of each method.
   *
   * @param shares fraction by run and layer
   * @return fraction by layer, in the network's order, and method label
   */
  static Map<String, Map<String, Double>> byLayer(
      List<Cell> cells, Map<String, Map<String, Double>> shares) {
    Map<String, Map<String, List<Double>>> values = new LinkedHashMap<>();
    for (Cell cell : cells) {
      shares
          .getOrDefault(cell.run(), Map.of())
          .forEach(
              (layer, share) ->
                  values
                      .computeIfAbsent(layer, l -> new LinkedHashMap<>())
                      .computeIfAbsent(cell.method(), m -> new ArrayList<>())
                      .add(share));
    }
    Map<String, Map<String, Double>> means = new LinkedHashMap<>();
    values.forEach(
        (layer, methods) -> {
          Map<String, Double> of = new LinkedHashMap<>();
          methods.forEach((method, all) -> of.put(method, Sample.of(all).mean()));
          means.put(layer, of);
        });
    return means;
  }
}
