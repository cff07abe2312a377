package io.lethe.worker.report;

import io.lethe.unlearning.metric.Interval;
import io.lethe.worker.report.PaperTable.Entry;
import io.lethe.worker.report.render.Csv;
import io.lethe.worker.report.statistics.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One line a method and forget set, every digit of the numbers: percent, percentage points,
 * seconds; the paper's run time in minutes.
 */
public final class SummaryCsv {
  private final Report report;
  private final Optional<PaperTable> paper;
  private final Set<String> phases = new TreeSet<>();

  private SummaryCsv(Report report, Optional<PaperTable> paper) {
    this.report = report;
    this.paper = paper;
    for (Block block : report.blocks()) {
      for (Row row : block.rows()) {
        row.trials().values().forEach(trial -> phases.addAll(trial.seconds().keySet()));
      }
    }
  }

  /**
   * The text.
   *
   * @param paper present where the paper's values are further columns
   */
  public static String of(Report report, Optional<PaperTable> paper) {
    return new SummaryCsv(report, paper).text();
  }

  private String text() {
    List<List<String>> rows = new ArrayList<>();
    for (Block block : report.blocks()) {
      block.rows().forEach(row -> rows.add(row(block, row)));
    }
    return Csv.of(header(), rows);
  }

  private List<String> header() {
    List<String> header = new ArrayList<>(List.of("forget", "share", "method", "trials", "n"));
    for (String metric : report.metrics()) {
      header.addAll(List.of(metric + "_mean", metric + "_std", metric + "_gap"));
    }
    header.addAll(List.of("avg_gap", "avg_gap_low", "avg_gap_high", "best"));
    for (String phase : phases) {
      header.addAll(List.of("rte_" + phase + "_mean", "rte_" + phase + "_std"));
    }
    if (paper.isPresent()) {
      for (String metric : report.metrics()) {
        header.addAll(
            List.of("paper_" + metric, "paper_" + metric + "_std", "paper_" + metric + "_gap"));
      }
      header.addAll(List.of("paper_avg_gap", "paper_rte_minutes"));
    }
    return header;
  }

  private List<String> row(Block block, Row row) {
    List<String> fields =
        new ArrayList<>(
            List.of(
                block.forget(),
                number(block.share()),
                row.label(),
                String.valueOf(block.seeds().size()),
                String.valueOf(row.trials().size())));
    for (String metric : report.metrics()) {
      fields.addAll(spread(row.metric(metric), !row.oneModel()));
      fields.add(number(Optional.ofNullable(row.gaps().gaps().gaps().get(metric))));
    }
    Optional<Interval> interval = row.isRetrain() ? Optional.empty() : row.gaps().interval();
    fields.add(number(row.gaps().average().stream().boxed().findFirst()));
    fields.add(number(interval.map(Interval::low)));
    fields.add(number(interval.map(Interval::high)));
    fields.add(String.valueOf(block.isBest(row)));
    phases.forEach(phase -> fields.addAll(spread(row.seconds(phase), true)));
    paper.ifPresent(table -> fields.addAll(paper(table.beside(block, row))));
    return fields;
  }

  private List<String> paper(Optional<Entry> entry) {
    List<String> fields = new ArrayList<>();
    for (String metric : report.metrics()) {
      for (String column : List.of(metric, metric + "_std", metric + "_gap")) {
        fields.add(number(entry.flatMap(e -> e.number(column))));
      }
    }
    fields.add(number(entry.flatMap(e -> e.number("avg_gap"))));
    fields.add(number(entry.flatMap(e -> e.number("rte"))));
    return fields;
  }

  private static List<String> spread(Optional<Sample> sample, boolean deviation) {
    return List.of(
        number(sample.map(Sample::mean)),
        number(
            sample
                .filter(s -> deviation && s.deviation().isPresent())
                .map(s -> s.deviation().getAsDouble())));
  }

  private static String number(Optional<Double> value) {
    return value.map(Numbers::raw).orElse("");
  }
}
