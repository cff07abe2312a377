package io.lethe.worker.report;

import io.lethe.worker.report.plot.Plot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The plots of a report; none is empty. */
public final class Plots {
  private final Report report;

  private Plots(Report report) {
    this.report = report;
  }

  /** Avg. Gap by method, Avg. Gap against the forget share, and those of each forget set. */
  public static List<Plot> of(Report report) {
    List<Plot> plots = new ArrayList<>(new Plots(report).gaps());
    for (int i = 0; i < report.blocks().size(); i++) {
      plots.addAll(ofBlock(report, i));
    }
    return plots;
  }

  /** The plots over all forget sets. */
  static List<Plot> acrossBlocks(Report report) {
    return new Plots(report).gaps();
  }

  /** Metrics beside Retrain and salient shares of one forget set. */
  static List<Plot> ofBlock(Report report, int index) {
    Block block = report.blocks().get(index);
    List<Plot> plots = new ArrayList<>();
    Map<String, Map<String, Double>> metrics = metrics(report, block);
    if (!metrics.isEmpty()) {
      plots.add(
          new Plot.Bars(
              "metrics-" + (index + 1),
              "Metrics beside Retrain, forget " + block.forget(),
              "percent",
              metrics));
    }
    if (!block.salient().isEmpty()) {
      plots.add(
          new Plot.Bars(
              "salient-share-" + (index + 1),
              "Share of salient weights by layer, forget " + block.forget(),
              "percent of the layer's weights",
              salient(block)));
    }
    return plots;
  }

  private static Map<String, Map<String, Double>> metrics(Report report, Block block) {
    Map<String, Map<String, Double>> bars = new LinkedHashMap<>();
    for (Row row : block.rows()) {
      Map<String, Double> means = new LinkedHashMap<>();
      for (String metric : report.tableMetrics()) {
        row.metric(metric).ifPresent(s -> means.put(metric.toUpperCase(Locale.ROOT), s.mean()));
      }
      if (!means.isEmpty()) {
        bars.put(row.title(), means);
      }
    }
    return bars;
  }

  private static Map<String, Map<String, Double>> salient(Block block) {
    Map<String, Map<String, Double>> bars = new LinkedHashMap<>();
    block
        .salient()
        .forEach(
            (layer, methods) ->
                methods.forEach(
                    (method, share) ->
                        bars.computeIfAbsent(MethodNames.title(method), m -> new LinkedHashMap<>())
                            .put(layer, 100 * share)));
    return bars;
  }

  private List<Plot> gaps() {
    List<Plot> plots = new ArrayList<>();
    Map<String, Map<String, Double>> byMethod = new LinkedHashMap<>();
    Map<String, Map<Double, Double>> byShare = new LinkedHashMap<>();
    for (Block block : report.blocks()) {
      for (Row row : block.rows()) {
        OptionalDouble gap = row.gaps().average();
        if (!row.isRetrain() && gap.isPresent()) {
          byMethod
              .computeIfAbsent("forget " + block.forget(), f -> new LinkedHashMap<>())
              .put(row.title(), gap.getAsDouble());
          block
              .share()
              .ifPresent(
                  share ->
                      byShare
                          .computeIfAbsent(row.title(), m -> new TreeMap<>())
                          .put(100 * share, gap.getAsDouble()));
        }
      }
    }
    if (!byMethod.isEmpty()) {
      plots.add(
          new Plot.Bars("avg-gap", "Avg. Gap to Retrain by method", "percentage points", byMethod));
    }
    if (byShare.values().stream().anyMatch(points -> points.size() > 1)) {
      plots.add(
          new Plot.Lines(
              "gap-by-share",
              "Avg. Gap to Retrain against the forget amount",
              "forgotten, percent of the training records",
              "Avg. Gap, percentage points",
              byShare));
    }
    return plots;
  }
}
