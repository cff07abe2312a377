package io.lethe.worker.report;

import io.lethe.worker.report.PaperTable.Entry;
import io.lethe.worker.report.render.Part;
import io.lethe.worker.report.statistics.Sample;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The tables of one forget set. */
final class BlockTables {
  private static final List<String> PHASES = List.of("mask", "unlearn", "train");

  private final Block block;
  private final List<String> metrics;
  private final Optional<PaperTable> paper;

  BlockTables(Block block, List<String> metrics, Optional<PaperTable> paper) {
    this.block = block;
    this.metrics = metrics;
    this.paper = paper;
  }

  /** The paper's table. */
  Part.Table metrics() {
    List<String> header = new ArrayList<>(List.of("Method"));
    metrics.forEach(metric -> header.add(metric.toUpperCase(Locale.ROOT)));
    header.add("Avg. Gap");
    header.add("RTE [s]");
    return new Part.Table(
        "Forget %s: percent, mean ± standard deviation over trials (gap to Retrain)"
            .formatted(block.forget()),
        header,
        block.rows().stream().map(this::row).toList());
  }

  private List<Part.Entry> row(Row row) {
    boolean best = block.isBest(row);
    Optional<Entry> beside = paper.flatMap(table -> table.beside(block, row));
    List<Part.Entry> entries = new ArrayList<>();
    entries.add(new Part.Entry(row.title(), best));
    for (String metric : metrics) {
      entries.add(
          new Part.Entry(
              metric(row, metric) + beside(beside.flatMap(e -> paperMetric(e, metric))), false));
    }
    entries.add(
        new Part.Entry(
            averageGap(row) + beside(beside.flatMap(e -> e.number("avg_gap")).map(Numbers::two)),
            best));
    entries.add(
        new Part.Entry(
            row.totalSeconds().map(s -> Numbers.one(s.mean())).orElse(Numbers.NONE)
                + beside(beside.flatMap(e -> e.number("rte")).map(m -> Numbers.two(m) + " min")),
            false));
    return entries;
  }

  private static String beside(Optional<String> value) {
    return value.map(text -> " / paper " + text).orElse("");
  }

  private static Optional<String> paperMetric(Entry entry, String metric) {
    // The paper's deviations of MIA are in another unit than its means.
    Optional<Double> deviation =
        metric.equals("mia") ? Optional.empty() : entry.number(metric + "_std");
    return entry
        .number(metric)
        .map(
            mean ->
                "%s%s (%s)"
                    .formatted(
                        Numbers.two(mean),
                        deviation.map(s -> " ± " + Numbers.two(s)).orElse(""),
                        entry.number(metric + "_gap").map(Numbers::two).orElse(Numbers.NONE)));
  }

  private String metric(Row row, String metric) {
    Optional<Sample> sample = row.metric(metric);
    if (sample.isEmpty()) {
      return Numbers.NONE;
    }
    Double gap = row.gaps().gaps().gaps().get(metric);
    int n = sample.get().n();
    return Numbers.spread(sample.get(), !row.oneModel())
        + (gap == null ? "" : " (" + Numbers.two(gap) + ")")
        + (n == block.seeds().size() ? "" : " n=" + n);
  }

  private static String averageGap(Row row) {
    if (row.gaps().average().isEmpty()) {
      return Numbers.NONE;
    }
    String gap = Numbers.two(row.gaps().average().getAsDouble());
    return row.isRetrain() ? gap : gap + Numbers.interval(row.gaps().interval());
  }

  /** Seconds by phase. */
  Part.Table runTimes() {
    List<String> phases = phases();
    List<String> header = new ArrayList<>(List.of("Method"));
    phases.forEach(phase -> header.add(phase + " [s]"));
    header.add("sum [s]");
    List<List<Part.Entry>> rows = new ArrayList<>();
    for (Row row : block.rows()) {
      List<Part.Entry> entries = new ArrayList<>(List.of(Part.Entry.of(row.title())));
      Stream.concat(phases.stream().map(row::seconds), Stream.of(row.totalSeconds()))
          .forEach(
              seconds ->
                  entries.add(Part.Entry.of(seconds.map(s -> seconds(s)).orElse(Numbers.NONE))));
      rows.add(entries);
    }
    return new Part.Table("Run time (RTE) by phase, forget " + block.forget(), header, rows);
  }

  private static String seconds(Sample seconds) {
    return Numbers.one(seconds.mean())
        + (seconds.deviation().isPresent()
            ? " ± " + Numbers.one(seconds.deviation().getAsDouble())
            : "");
  }

  private List<String> phases() {
    Set<String> found = new LinkedHashSet<>();
    block
        .rows()
        .forEach(
            row -> row.trials().values().forEach(trial -> found.addAll(trial.seconds().keySet())));
    List<String> ordered = new ArrayList<>(PHASES);
    ordered.retainAll(found);
    found.stream().filter(phase -> !ordered.contains(phase)).sorted().forEach(ordered::add);
    return ordered;
  }

  /** Every membership attack that was measured, fractions; empty where none is known. */
  Optional<Part.Table> attacks() {
    List<String> names = block.attacks();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    List<String> header = new ArrayList<>(List.of("Attack"));
    block.rows().forEach(row -> header.add(row.title()));
    List<List<Part.Entry>> rows = new ArrayList<>();
    for (String name : names) {
      List<Part.Entry> entries = new ArrayList<>(List.of(Part.Entry.of(name)));
      for (Row row : block.rows()) {
        entries.add(
            Part.Entry.of(
                row.attack(name)
                    .map(sample -> Numbers.spread(sample, !row.oneModel()))
                    .orElse(Numbers.NONE)));
      }
      rows.add(entries);
    }
    return Optional.of(
        new Part.Table(
            "Membership attacks, fractions, mean ± standard deviation, forget " + block.forget(),
            header,
            rows));
  }

  /** Share of salient weights by layer; empty where no method had a mask. */
  Optional<Part.Table> salient() {
    if (block.salient().isEmpty()) {
      return Optional.empty();
    }
    Set<String> methods = new LinkedHashSet<>();
    block.salient().values().forEach(shares -> methods.addAll(shares.keySet()));
    List<String> header = new ArrayList<>(List.of("Layer"));
    methods.forEach(method -> header.add(MethodNames.title(method)));
    List<List<Part.Entry>> rows = new ArrayList<>();
    block
        .salient()
        .forEach(
            (layer, shares) -> {
              List<Part.Entry> entries = new ArrayList<>(List.of(Part.Entry.of(layer)));
              for (String method : methods) {
                Double share = shares.get(method);
                entries.add(Part.Entry.of(share == null ? Numbers.NONE : Numbers.two(100 * share)));
              }
              rows.add(entries);
            });
    return Optional.of(
        new Part.Table(
            "Salient weights, percent of the layer's weights, forget " + block.forget(),
            header,
            rows));
  }
}
