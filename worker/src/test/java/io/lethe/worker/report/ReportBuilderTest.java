package io.lethe.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.unlearning.metric.Definitions;
import io.lethe.worker.report.render.Part;
import io.lethe.worker.report.statistics.Sample;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.Comparison;
import io.lethe.workflows.contract.RunState;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The hand-made comparison, its numbers worked out by hand. */
class ReportBuilderTest {
  private static final double EXACT = 1e-9;
  private static final double SQRT2 = Math.sqrt(2);
  private static final Report REPORT = ReportBuilder.build(HandMade.data());
  private static final Block TEN = REPORT.blocks().get(0);
  private static final Block FIFTY = REPORT.blocks().get(1);

  private static Row row(Block block, String label) {
    return block.rows().stream().filter(r -> r.label().equals(label)).findFirst().orElseThrow();
  }

  private static void spread(Row row, String metric, double mean, double deviation) {
    Sample sample = row.metric(metric).orElseThrow();
    assertThat(sample.mean()).as(metric).isCloseTo(mean, within(EXACT));
    assertThat(sample.deviation().getAsDouble()).as(metric).isCloseTo(deviation, within(EXACT));
  }

  @Test
  void meansAndDeviations() {
    spread(row(TEN, "retrain"), "ua", 6, SQRT2);
    spread(row(TEN, "retrain"), "mia", 14, 2 * SQRT2);
    spread(row(TEN, "salun"), "ua", 4.5, SQRT2 / 2);
    spread(row(TEN, "salun"), "ra", 99, 0);
    spread(row(TEN, "rl"), "mia", 41, SQRT2);
  }

  @Test
  void gapsAndTheBestOfThem() {
    assertThat(row(TEN, "salun").gaps().average().getAsDouble()).isCloseTo(0.875, within(EXACT));
    assertThat(row(TEN, "rl").gaps().average().getAsDouble()).isCloseTo(8.25, within(EXACT));
    assertThat(row(TEN, "ft").gaps().average().getAsDouble()).isCloseTo(3.25, within(EXACT));
    assertThat(TEN.rows().stream().filter(TEN::isBest).map(Row::label)).containsExactly("salun");
    assertThat(row(TEN, "retrain").gaps().average().getAsDouble()).isZero();
  }

  @Test
  void rowsHaveThePapersOrderAndOthersFollow() {
    assertThat(TEN.rows().stream().map(Row::title)).containsExactly("Retrain", "FT", "RL", "SalUn");
    assertThat(FIFTY.rows().stream().map(Row::title))
        .containsExactly("Retrain", "GA", "SalUn", "RL p=50% a|b_<c> & d, \"e\"");
  }

  @Test
  void aStoredBaselineIsRetrainWhereNoCellIs() {
    Row retrain = row(FIFTY, "retrain");
    assertThat(retrain.metric("mia").orElseThrow().values()).containsExactly(22.0);
    assertThat(retrain.totalSeconds()).isEmpty();
    // |8 − 9|, |97 − 100|, |90 − 91|, |20 − 22|.
    assertThat(row(FIFTY, "salun").gaps().average().getAsDouble()).isCloseTo(1.75, within(EXACT));
  }

  @Test
  void aBaselineTrainedForTheComparisonHasItsTrainingTime() {
    ReportData data = HandMade.data();
    Comparison.BaselineRun trained =
        new Comparison.BaselineRun(
            FIFTY.forget(), 1, "b", RunState.COMPLETED, Optional.empty(), Optional.of(60.0));
    Comparison comparison =
        new Comparison(
            data.comparison().runId(),
            data.comparison().cells(),
            List.of(trained),
            data.comparison().search());

    Block fifty =
        ReportBuilder.build(new ReportData(comparison, data.maskShares())).blocks().get(1);

    assertThat(row(fifty, "retrain").totalSeconds().orElseThrow().mean()).isEqualTo(60);
  }

  @Test
  void failedAndUnfinishedCellsAreNamedWithTheirReason() {
    assertThat(TEN.absences())
        .containsExactly(
            new Block.Absence(
                "ft", 2, "hand-ft-10-2", "failed: the object store did not answer for 300 s"));
    assertThat(FIFTY.absences())
        .containsExactly(new Block.Absence("ga", 1, "hand-ga-50-1", "running: not ended"));
    assertThat(REPORT.absent()).isEqualTo(2);
  }

  @Test
  void runTimesAreByPhase() {
    assertThat(row(TEN, "salun").seconds("mask").orElseThrow().mean()).isEqualTo(3);
    assertThat(row(TEN, "salun").seconds("unlearn").orElseThrow().mean()).isEqualTo(11);
    assertThat(row(TEN, "salun").totalSeconds().orElseThrow().mean()).isEqualTo(14);
    assertThat(row(TEN, "rl").seconds("mask")).isEmpty();
  }

  @Test
  void salientSharesAreMeansOverTrials() {
    assertThat(TEN.salient().keySet()).containsExactly("conv1", "fc");
    assertThat(TEN.salient().get("conv1").get("salun")).isCloseTo(0.85, within(EXACT));
    assertThat(TEN.salient().get("fc").get("salun")).isCloseTo(0.5, within(EXACT));
    assertThat(FIFTY.salient().get("fc")).isEqualTo(Map.of("salun", 0.125));
  }

  @Test
  void forgettingMoreThanRetrainIsWarnedOf() {
    assertThat(OverForgetting.warnings(TEN))
        .singleElement()
        .asString()
        .startsWith("RL: MIA is 27.00 points above")
        .endsWith("forgets more than Retrain: D_f is recognisable");
    assertThat(OverForgetting.warnings(FIFTY))
        .singleElement()
        .asString()
        .contains("MIA is 38.00 points above");
  }

  @Test
  void warningsOfRunsNameTheRuns() {
    assertThat(REPORT.warnings())
        .hasSize(1)
        .containsValue(List.of("RL, 10 %, seed 1", "RL, 10 %, seed 2"));
  }

  /** 0.6 and 0.8 of SalUn at 10 %; whoever measured none has none. */
  @Test
  void attacksAreATableOfTheirOwnWithTheirDefinition() throws IOException {
    String name = "mia.auc_confidence_forget";
    JsonNode tree = Wire.mapper().readTree(HandMade.bytes("comparison.json"));
    double value = 0.6;
    for (JsonNode cell : tree.path("cells")) {
      if (cell.path("method").asText().equals("salun") && cell.path("share").asDouble() == 0.1) {
        ((ObjectNode) cell.path("result"))
            .putObject("details")
            .put(name, value)
            .put("loss.forget", 1.0);
        value += 0.2;
      }
    }
    Report report = ReportBuilder.build(data(tree));
    Block ten = report.blocks().get(0);

    assertThat(ten.attacks()).containsExactly(name);
    assertThat(row(ten, "salun").attack(name).orElseThrow().mean()).isCloseTo(0.7, within(EXACT));
    assertThat(row(ten, "rl").attack(name)).isEmpty();
    List<Part> parts = ReportDocument.of(report, Optional.empty());
    assertThat(parts)
        .filteredOn(Part.Table.class::isInstance)
        .extracting(part -> ((Part.Table) part).rows().get(0).toString())
        .anyMatch(row -> row.contains(name) && row.contains("0.70 ± 0.14"));
    assertThat(parts.toString()).contains(name + ": " + Definitions.of(name).orElseThrow());
  }

  /** Candidates of 2 and 4 points on one trial each; the first was taken. */
  @Test
  void theSearchIsReportedWithEveryCandidate() throws IOException {
    JsonNode tree = Wire.mapper().readTree(HandMade.bytes("comparison.json"));
    ObjectNode search = ((ObjectNode) tree).putObject("search");
    search.putArray("seeds").add(101);
    for (int candidate = 0; candidate < 2; candidate++) {
      ObjectNode run = search.withArray("runs").addObject().put("candidate", candidate);
      run.putObject("parameters").put("alpha", candidate + 1);
      ObjectNode cell = tree.path("cells").path(2).deepCopy();
      ((ObjectNode) cell.path("result")).put("avgGap", 2.0 * (candidate + 1));
      run.set("cell", cell);
    }
    ObjectNode choice = search.putArray("choices").addObject();
    choice.put("method", "salun").put("forget", "10 %").put("candidate", 0).put("avgGap", 2.0);
    choice.putObject("parameters").put("alpha", 1);

    assertThat(tables(tree))
        .contains("SalUn|10 %|alpha 1|2.00", "SalUn|10 %|alpha 2|4.00")
        .filteredOn("SalUn|10 %|alpha 1|2.00"::equals)
        .hasSize(2);
  }

  @Test
  void aSecondCountOfAMetricStandsUnderTheTable() throws IOException {
    JsonNode tree = Wire.mapper().readTree(HandMade.bytes("comparison.json"));
    ((ObjectNode) tree.path("cells").path(2).path("result").path("metrics"))
        .put("ua.without_extra", 7.0);
    Report report = ReportBuilder.build(data(tree));

    assertThat(report.metrics()).contains("ua.without_extra");
    assertThat(report.tableMetrics()).containsExactly("ua", "ra", "ta", "mia");
    assertThat(new BlockNotes(report.blocks().get(0)).lines())
        .contains("SalUn without its extra output: UA 7.00");
  }

  private static ReportData data(JsonNode tree) throws IOException {
    return ReportData.read("comparison.json", Wire.mapper().writeValueAsBytes(tree));
  }

  /** Rows of all tables, their entries joined by bars. */
  private static List<String> tables(JsonNode tree) throws IOException {
    return ReportDocument.of(ReportBuilder.build(data(tree)), Optional.empty()).stream()
        .filter(Part.Table.class::isInstance)
        .flatMap(part -> ((Part.Table) part).rows().stream())
        .map(row -> row.stream().map(Part.Entry::text).collect(Collectors.joining("|")))
        .toList();
  }
}
