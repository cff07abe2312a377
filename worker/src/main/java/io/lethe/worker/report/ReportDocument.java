package io.lethe.worker.report;

import io.lethe.unlearning.metric.Definitions;
import io.lethe.unlearning.metric.EvaluationProtocol;
import io.lethe.worker.report.plot.Plot;
import io.lethe.worker.report.render.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A report as a document, the same in every format. */
public final class ReportDocument {
  private static final List<String> METHODOLOGY =
      List.of(
          "mean ± s: mean = Σ x_i / n and s = √(Σ (x_i − mean)² / (n − 1)) over the n trials (seeds) of a"
              + " method; no ± for n = 1. n is given where it is not the number of trials.",
          "gap, in parentheses, percentage points: |mean(method) − mean(Retrain)| over the trials that"
              + " both have.",
          "Avg. Gap: (gap UA + gap RA + gap TA + gap MIA) / 4. Bold: the smallest of the table.",
          "[low, high] beside Avg. Gap: 95 % interval over trials. With s = the sign of mean(method) −"
              + " mean(Retrain) of a metric, a trial's signed gap is d = Σ s · (method − Retrain) / 4;"
              + " the mean of d is Avg. Gap, and the interval is Student's, mean(d) ± t · s(d) / √n with"
              + " n − 1 degrees of freedom, cut at 0. None for n < 2. Two trials give a wide one: that"
              + " is what two trials tell.",
          "UA and MIA are no better for being higher than Retrain's. A warning is given where the"
              + " Student 95 % interval of the paired differences method − Retrain lies above 0, or where"
              + " in every single trial the method's 95 % interval over records (Wilson) begins above"
              + " Retrain's interval, or value where it has none.",
          "RTE: seconds of work by phase: mask (saliency mask), unlearn (the method), train (Retrain, where"
              + " its run time is known). Loading, evaluation, publishing and waiting are not included."
              + " For Retrain as a method of the comparison, unlearn is its training. The paper gives"
              + " minutes and does not say which phases.");

  private final Report report;
  private final Optional<PaperTable> paper;
  private final List<Part> parts = new ArrayList<>();

  private ReportDocument(Report report, Optional<PaperTable> paper) {
    this.report = report;
    this.paper = paper;
  }

  /**
   * The document.
   *
   * @param paper present where the paper's values stand beside the cells
   */
  public static List<Part> of(Report report, Optional<PaperTable> paper) {
    ReportDocument document = new ReportDocument(report, paper);
    document.title();
    for (int i = 0; i < report.blocks().size(); i++) {
      document.block(i);
    }
    document.gaps();
    document.salient();
    document.search();
    document.warnings();
    document.definitions();
    return List.copyOf(document.parts);
  }

  private void title() {
    heading(1, "Unlearning report: " + report.runId());
    int absent = report.absent();
    paragraph(
        "%d of %d cells have results.%s"
            .formatted(
                report.cells() - absent,
                report.cells(),
                absent == 0 ? "" : " What is missing is listed under each table."));
    paper.ifPresent(table -> paragraph(PaperTable.SOURCE));
  }

  private void block(int index) {
    Block block = report.blocks().get(index);
    int trials = block.seeds().size();
    heading(
        2, "Forget %s, %d %s".formatted(block.forget(), trials, trials == 1 ? "trial" : "trials"));
    BlockTables tables = new BlockTables(block, report.tableMetrics(), paper);
    parts.add(tables.metrics());
    items(new BlockNotes(block).lines());
    List<String> warnings = OverForgetting.warnings(block);
    if (!warnings.isEmpty()) {
      heading(3, "Over-forgetting, " + block.forget());
      items(warnings);
    }
    Plots.ofBlock(report, index).stream()
        .filter(plot -> plot.name().startsWith("metrics"))
        .forEach(this::figure);
    heading(3, "Run time, " + block.forget());
    parts.add(tables.runTimes());
    attacks(block, tables);
  }

  private void attacks(Block block, BlockTables tables) {
    tables
        .attacks()
        .ifPresent(
            table -> {
              heading(3, "Membership attacks, " + block.forget());
              parts.add(table);
            });
  }

  private void gaps() {
    List<Plot> plots = Plots.acrossBlocks(report);
    if (!plots.isEmpty()) {
      heading(2, "Gap against the forget amount");
      List<String> header = new ArrayList<>(List.of("Method"));
      report.blocks().forEach(block -> header.add("Avg. Gap, " + block.forget()));
      parts.add(
          new Part.Table(
              "Avg. Gap to Retrain, percentage points", header, GapRows.of(report.blocks())));
      plots.forEach(this::figure);
    }
  }

  private void salient() {
    if (report.blocks().stream().allMatch(block -> block.salient().isEmpty())) {
      return;
    }
    heading(2, "Salient weights by layer");
    paragraph("Share of a layer's weights that the saliency mask lets change, mean over trials.");
    for (int i = 0; i < report.blocks().size(); i++) {
      new BlockTables(report.blocks().get(i), report.tableMetrics(), paper)
          .salient()
          .ifPresent(parts::add);
      Plots.ofBlock(report, i).stream()
          .filter(plot -> plot.name().startsWith("salient"))
          .forEach(this::figure);
    }
  }

  private void search() {
    report
        .search()
        .filter(search -> !search.runs().isEmpty())
        .ifPresent(
            search -> {
              heading(2, "Search of hyper-parameters");
              paragraph(
                  "Chosen by the smallest mean Avg. Gap on seeds %s, which are not reported above."
                      .formatted(
                          search.seeds().stream()
                              .map(String::valueOf)
                              .collect(Collectors.joining(", "))));
              SearchTables tables = new SearchTables(search);
              parts.add(tables.choices());
              parts.add(tables.candidates());
            });
  }

  private void warnings() {
    List<String> lines = new ArrayList<>();
    report
        .definitions()
        .forEach(
            (metric, names) -> {
              if (names.size() > 1) {
                lines.add(
                    "%s: the cells follow %d definitions (%s), so their numbers are not of the same thing"
                        .formatted(metric, names.size(), String.join(", ", names)));
              }
            });
    report
        .warnings()
        .forEach((text, cells) -> lines.add("%s (%s)".formatted(text, String.join("; ", cells))));
    if (!lines.isEmpty()) {
      heading(2, "Warnings of the runs");
      items(lines);
    }
  }

  private void definitions() {
    heading(2, "Definitions");
    List<String> lines = new ArrayList<>();
    List<String> metrics = new ArrayList<>(EvaluationProtocol.METRICS);
    metrics.retainAll(report.definitions().keySet());
    report.definitions().keySet().stream().filter(m -> !metrics.contains(m)).forEach(metrics::add);
    for (String metric : metrics) {
      for (String name : report.definitions().get(metric)) {
        lines.add("%s, %s: %s".formatted(title(metric), name, definition(name)));
      }
    }
    NavigableSet<String> attacks = new TreeSet<>();
    report.blocks().forEach(block -> attacks.addAll(block.attacks()));
    report.definitions().values().forEach(attacks::removeAll);
    attacks.forEach(name -> lines.add("%s: %s".formatted(name, definition(name))));
    lines.addAll(METHODOLOGY);
    items(lines);
  }

  private static String definition(String name) {
    return Definitions.of(name).orElse("(a definition this version does not know)");
  }

  /** Metrics are written as the paper does; other names of definitions stay as they are. */
  private String title(String metric) {
    return report.metrics().contains(metric) ? metric.toUpperCase(Locale.ROOT) : metric;
  }

  private void heading(int level, String text) {
    parts.add(new Part.Heading(level, text));
  }

  private void paragraph(String text) {
    parts.add(new Part.Paragraph(text));
  }

  private void items(List<String> lines) {
    if (!lines.isEmpty()) {
      parts.add(new Part.Items(lines));
    }
  }

  private void figure(Plot plot) {
    parts.add(new Part.Figure(plot));
  }
}
