package io.lethe.worker.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files of the hand-made report. The golden ones were read and checked against the hand
 * calculation of {@link ReportBuilderTest}; changing the layout on purpose means writing them anew.
 */
class ReportFilesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"report.md", "report.tex", "summary.csv", "cells.csv"})
  void theFilesAreTheGoldenOnes(String name) throws IOException {
    new ReportFiles(HandMade.data(), true)
        .write(EnumSet.of(ReportFormat.MD, ReportFormat.LATEX, ReportFormat.CSV), folder);
    assertThat(Files.readString(folder.resolve(name)))
        .isEqualTo(new String(HandMade.bytes(name), UTF_8));
  }

  @Test
  void theDataOfAReportMakesTheSameReportAgain() throws IOException {
    ReportFiles first = new ReportFiles(HandMade.data(), false);
    ReportData again = ReportData.read("again", first.single(ReportFormat.JSON));
    ReportFiles second = new ReportFiles(again, false);
    for (ReportFormat format :
        EnumSet.of(ReportFormat.MD, ReportFormat.CSV, ReportFormat.LATEX, ReportFormat.JSON)) {
      assertThat(second.single(format)).as(format.wireName()).isEqualTo(first.single(format));
    }
  }

  @Test
  void latexHasAFormForEverySymbol() throws IOException {
    String latex =
        new String(new ReportFiles(HandMade.data(), true).single(ReportFormat.LATEX), UTF_8);
    assertThat(latex).matches("\\p{ASCII}*");
    assertThat(latex.chars().filter(c -> c == '{').count())
        .isEqualTo(latex.chars().filter(c -> c == '}').count());
  }

  @Test
  void everyPlotIsAnImage() throws IOException {
    assertThat(new ReportFiles(HandMade.data(), false).write(EnumSet.of(ReportFormat.PNG), folder))
        .containsExactly(
            "avg-gap.png",
            "gap-by-share.png",
            "metrics-1.png",
            "salient-share-1.png",
            "metrics-2.png",
            "salient-share-2.png");
    byte[] image = Files.readAllBytes(folder.resolve("avg-gap.png"));
    assertThat(ImageIO.read(new ByteArrayInputStream(image)).getWidth()).isGreaterThan(500);
  }

  @Test
  void theHtmlIsWholeAndAsksNobody() throws IOException {
    String html =
        new String(new ReportFiles(HandMade.data(), true).single(ReportFormat.HTML), UTF_8);
    assertThat(html)
        .contains("<strong>SalUn</strong>", "data:image/png;base64,", "prefers-color-scheme: dark")
        .contains("RL p=50% a|b_&lt;c&gt; &amp; d, &quot;e&quot;")
        .contains("paper 1.55 ± 0.04 (3.69)")
        .doesNotContain("<script", "http://", "https://", "<c>");
  }
}
