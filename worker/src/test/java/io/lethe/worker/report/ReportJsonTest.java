package io.lethe.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.workflows.Wire;
import org.junit.jupiter.api.Test;

class ReportJsonTest {
  private static final double EXACT = 1e-9;

  /** Student's 97.5 % quantile for two trials. */
  private static final double T1 = 12.706204736432095;

  private final JsonNode report =
      Wire.mapper().valueToTree(ReportJson.of(ReportBuilder.build(HandMade.data())));

  private JsonNode row(int table, String label) {
    for (JsonNode row : report.path("tables").path(table).path("rows")) {
      if (row.path("label").asText().equals(label)) {
        return row;
      }
    }
    throw new AssertionError("no row " + label);
  }

  @Test
  void aFigureIsAMeanWithItsSpread() {
    JsonNode ua = row(0, "retrain").path("metrics").path("ua");
    assertThat(ua.path("mean").asDouble()).isCloseTo(6, within(EXACT));
    assertThat(ua.path("n").asInt()).isEqualTo(2);
    assertThat(ua.path("deviation").asDouble()).isCloseTo(Math.sqrt(2), within(EXACT));
    assertThat(ua.path("halfWidth").asDouble()).isCloseTo(T1, within(1e-6));
    assertThat(ua.path("interval").path(1).asDouble()).isCloseTo(6 + T1, within(1e-6));
  }

  @Test
  void gapsAreThoseOfTheReport() {
    JsonNode salun = row(0, "salun");
    assertThat(salun.path("title").asText()).isEqualTo("SalUn");
    assertThat(salun.path("best").asBoolean()).isTrue();
    assertThat(salun.path("avgGap").asDouble()).isCloseTo(0.875, within(EXACT));
    assertThat(salun.path("gaps").path("ua").asDouble()).isCloseTo(1.5, within(EXACT));
    assertThat(row(0, "retrain").path("retrain").asBoolean()).isTrue();
    assertThat(row(0, "retrain").has("avgGap")).isFalse();
    assertThat(row(0, "retrain").path("totalSeconds").path("mean").asDouble())
        .isCloseTo(105, within(EXACT));
  }

  @Test
  void whatIsMissingIsSaidAndWhyItIs() {
    assertThat(report.path("absent").asInt()).isEqualTo(2);
    JsonNode absence = report.path("tables").path(0).path("absences").path(0);
    assertThat(absence.path("label").asText()).isEqualTo("ft");
    assertThat(absence.path("reason").asText()).startsWith("failed: ");
    assertThat(row(1, "salun").path("metrics").path("ua").has("deviation")).isFalse();
    assertThat(report.path("metrics").path(0).asText()).isEqualTo("ua");
    assertThat(report.path("definitions").path("mia").path(0).asText())
        .isEqualTo("mia.svc_confidence_forget");
  }
}
