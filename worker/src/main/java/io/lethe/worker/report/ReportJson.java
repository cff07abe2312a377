package io.lethe.worker.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lethe.unlearning.metric.Interval;
import io.lethe.worker.report.statistics.Sample;
import io.lethe.workflows.contract.Comparison.Search;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A report for programs: the numbers of its tables, every digit.
 *
 * @param runId name of the comparison, or of the run
 * @param cells cells that were asked for
 * @param absent cells without numbers
 * @param metrics names of the metrics in the table's order; {@code ua}, {@code ra}, {@code ta},
 *     {@code mia} first
 * @param tables one a forget set
 * @param definitions names of the definitions that were followed, by metric
 * @param warnings what the runs warn of, with the cells that do
 * @param search how hyper-parameters were chosen, where they were
 */
public record ReportJson(
    String runId,
    int cells,
    int absent,
    List<String> metrics,
    List<Table> tables,
    Map<String, SortedSet<String>> definitions,
    Map<String, List<String>> warnings,
    Optional<Search> search) {

  /** The numbers of a report. */
  public static ReportJson of(Report report) {
    return new ReportJson(
        report.runId(),
        report.cells(),
        report.absent(),
        report.metrics(),
        report.blocks().stream().map(block -> Table.of(block, report.metrics())).toList(),
        report.definitions(),
        report.warnings(),
        report.search());
  }

  /**
   * The paper's table on one forget set.
   *
   * @param forget label of the forget set
   * @param share share of the training records it forgets, a fraction, where it is a random draw
   * @param seeds seeds of the trials that were asked for
   * @param rows Retrain first, then the paper's order, then the request's
   * @param absences cells without numbers, and why
   * @param salient share of salient weights, a fraction, by layer and method label
   */
  public record Table(
      String forget,
      Optional<Double> share,
      SortedSet<Long> seeds,
      List<Line> rows,
      List<Block.Absence> absences,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Map<String, Double>> salient) {
    static Table of(Block block, List<String> metrics) {
      return new Table(
          block.forget(),
          block.share(),
          block.seeds(),
          block.rows().stream().map(row -> Line.of(row, block, metrics)).toList(),
          block.absences(),
          block.salient());
    }
  }

  /**
   * A method.
   *
   * @param label label in the request
   * @param title name in the paper
   * @param retrain whether it is the baseline
   * @param best whether it has the smallest Avg. Gap
   * @param trials trials with numbers
   * @param metrics percent, by metric
   * @param gaps distance from Retrain, percentage points, by metric
   * @param avgGap mean of the gaps of UA, RA, TA and MIA, percentage points
   * @param avgGapInterval its 95 % interval [low, high]
   * @param seconds run time (RTE) by phase, seconds
   * @param totalSeconds of all phases, seconds
   * @param attacks membership attacks by the name of their definition, fractions
   */
  public record Line(
      String label,
      String title,
      boolean retrain,
      boolean best,
      int trials,
      Map<String, Figure> metrics,
      Map<String, Double> gaps,
      Optional<Double> avgGap,
      Optional<List<Double>> avgGapInterval,
      Map<String, Figure> seconds,
      Optional<Figure> totalSeconds,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Figure> attacks) {
    static Line of(Row row, Block block, List<String> metrics) {
      boolean spread = !row.oneModel();
      Map<String, Figure> values = new LinkedHashMap<>();
      metrics.forEach(
          metric ->
              row.metric(metric)
                  .map(sample -> Figure.of(sample, spread, ofRecords(row, metric)))
                  .ifPresent(figure -> values.put(metric, figure)));
      return new Line(
          row.label(),
          row.title(),
          row.isRetrain(),
          block.isBest(row),
          row.trials().size(),
          values,
          row.isRetrain() ? Map.of() : new TreeMap<>(row.gaps().gaps().gaps()),
          optional(row.gaps().average()).filter(gap -> !row.isRetrain()),
          row.gaps().interval().filter(gap -> !row.isRetrain()).map(ReportJson::ends),
          figures(names(row, Trial::seconds), row::seconds, true),
          row.totalSeconds().map(seconds -> Figure.of(seconds, true, Optional.empty())),
          figures(names(row, Trial::attacks), row::attack, spread));
    }

    /** Of a single trial, the interval over records is all there is. */
    private static Optional<Interval> ofRecords(Row row, String metric) {
      return row.trials().size() == 1
          ? Optional.ofNullable(row.trials().get(row.trials().firstKey()).intervals().get(metric))
          : Optional.empty();
    }

    private static SortedSet<String> names(Row row, Function<Trial, Map<String, Double>> of) {
      SortedSet<String> names = new TreeSet<>();
      row.trials().values().forEach(trial -> names.addAll(of.apply(trial).keySet()));
      return names;
    }

    private static Map<String, Figure> figures(
        SortedSet<String> names, Function<String, Optional<Sample>> of, boolean spread) {
      Map<String, Figure> figures = new LinkedHashMap<>();
      names.forEach(
          name ->
              of.apply(name)
                  .map(sample -> Figure.of(sample, spread, Optional.empty()))
                  .ifPresent(figure -> figures.put(name, figure)));
      return figures;
    }
  }

  /**
   * One number over trials.
   *
   * @param mean mean over trials
   * @param n number of trials
   * @param deviation sample standard deviation; absent for one trial, and where all trials look at
   *     one model
   * @param halfWidth half the width of Student's 95 % interval of the mean; absent like the
   *     deviation
   * @param interval 95 % interval [low, high]: Student's over trials, or of one trial over records
   */
  public record Figure(
      double mean,
      int n,
      Optional<Double> deviation,
      Optional<Double> halfWidth,
      Optional<List<Double>> interval) {
    static Figure of(Sample sample, boolean spread, Optional<Interval> ofRecords) {
      Optional<Interval> student = spread ? sample.interval() : Optional.empty();
      return new Figure(
          sample.mean(),
          sample.n(),
          optional(sample.deviation()).filter(deviation -> spread),
          student.map(interval -> (interval.high() - interval.low()) / 2),
          student.or(() -> ofRecords).map(ReportJson::ends));
    }
  }

  private static List<Double> ends(Interval interval) {
    return List.of(interval.low(), interval.high());
  }

  private static Optional<Double> optional(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }
}
