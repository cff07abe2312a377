package io.lethe.worker.report.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts with characters that mean something to the format. */
class EscapingTest {
  private static final List<Part> HOSTILE =
      List.of(
          new Part.Paragraph("a_b _c_ *d* <e> & `f` [g](h) \\ {i} 50% $j$ #k ~ ^ ± ℓ1"),
          new Part.Table(
              "t",
              List.of("x", "y"),
              List.of(List.of(Part.Entry.of("[1|2]"), new Part.Entry("3", true)))));

  @Test
  void markdownStaysText() {
    assertThat(Markdown.of(HOSTILE, false))
        .isEqualTo(
            """
            a_b \\_c\\_ \\*d\\* &lt;e&gt; &amp; \\`f\\` [g\\](h) \\\\ {i} 50% \\$j\\$ \\#k \\~ ^ ± ℓ1

            *t*

            | x | y |
            | :--- | ---: |
            | [1\\|2] | **3** |
            """);
  }

  @Test
  void latexStaysText() {
    assertThat(Latex.of(HOSTILE, false))
        .contains(
            "a\\_b \\_c\\_ *d* $<$e$>$ \\& `f` [g](h) \\textbackslash{} \\{i\\} 50\\% \\$j\\$ \\#k"
                + " \\textasciitilde{} \\textasciicircum{} $\\pm$ $\\ell$1")
        .contains("\\begin{tabular}{lr}\n\\toprule\n{}x & y \\\\\n\\midrule\n")
        .contains("{}[1$|$2] & \\textbf{3} \\\\\n\\bottomrule\n");
  }

  @Test
  void csvQuotesWhatNeedsIt() {
    assertThat(
            Csv.of(List.of("a", "b"), List.of(List.of("1,2", "say \"x\"\nno"), List.of("", "ü"))))
        .isEqualTo("a,b\r\n\"1,2\",\"say \"\"x\"\"\nno\"\r\n,ü\r\n");
  }
}
