package io.lethe.worker.report.render;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A document as LaTeX to be put into another by {@code \input}; needs the packages booktabs,
 * graphicx and, in old installations, inputenc with utf8.
 */
public final class Latex {
  private static final String PREAMBLE =
      """
      %% Made by lethe report. Needs \\usepackage{booktabs} and \\usepackage{graphicx};
      %% put it into a document with \\input.

      """;
  private static final List<String> HEADINGS = List.of("section", "subsection", "subsubsection");
  private static final Map<String, String> SYMBOLS = symbols();

  private final boolean figures;
  private final StringBuilder text = new StringBuilder(PREAMBLE);

  private Latex(boolean figures) {
    this.figures = figures;
  }

  /**
   * The text, ending with a line break.
   *
   * @param figures whether the images lie beside the file, and are shown
   */
  public static String of(List<Part> parts, boolean figures) {
    Latex latex = new Latex(figures);
    parts.forEach(latex::add);
    return latex.text.toString().stripTrailing() + "\n";
  }

  private void add(Part part) {
    if (part instanceof Part.Heading heading) {
      line("\\%s{%s}".formatted(HEADINGS.get(heading.level() - 1), escape(heading.text())));
      line("");
    } else if (part instanceof Part.Paragraph paragraph) {
      line(escape(paragraph.text()));
      line("");
    } else if (part instanceof Part.Items items) {
      line("\\begin{itemize}");
      items.items().forEach(item -> line("  \\item {}" + escape(item)));
      line("\\end{itemize}");
      line("");
    } else if (part instanceof Part.Table table) {
      table(table);
    } else if (part instanceof Part.Figure figure && figures) {
      line("\\begin{figure}[htbp]\\centering");
      line("\\includegraphics[width=\\linewidth]{%s.png}".formatted(figure.plot().name()));
      line("\\caption{%s}".formatted(escape(figure.plot().title())));
      line("\\end{figure}");
      line("");
    }
  }

  private void table(Part.Table table) {
    line("\\begin{table}[htbp]\\centering\\footnotesize");
    line("\\caption{%s}".formatted(escape(table.caption())));
    line("\\begin{tabular}{l%s}".formatted("r".repeat(table.header().size() - 1)));
    line("\\toprule");
    row(table.header().stream().map(Latex::escape).toList());
    line("\\midrule");
    table.rows().forEach(entries -> row(entries.stream().map(Latex::entry).toList()));
    line("\\bottomrule");
    line("\\end{tabular}");
    line("\\end{table}");
    line("");
  }

  private static String entry(Part.Entry entry) {
    String escaped = escape(entry.text());
    return entry.bold() ? "\\textbf{" + escaped + "}" : escaped;
  }

  private void row(List<String> entries) {
    // A "[" at the beginning of a row would be read as an option of the line break before it.
    line("{}" + String.join(" & ", entries) + " \\\\");
  }

  private void line(String content) {
    text.append(content).append("\n");
  }

  private static String escape(String plain) {
    return plain
        .replaceAll("\\s+", " ")
        .codePoints()
        .mapToObj(Character::toString)
        .map(character -> SYMBOLS.getOrDefault(character, character))
        .collect(Collectors.joining());
  }

  private static Map<String, String> symbols() {
    Map<String, String> symbols = new LinkedHashMap<>();
    "%&#_{}$".codePoints().mapToObj(Character::toString).forEach(c -> symbols.put(c, "\\" + c));
    symbols.put("\\", "\\textbackslash{}");
    symbols.put("~", "\\textasciitilde{}");
    symbols.put("^", "\\textasciicircum{}");
    symbols.put("|", "$|$");
    symbols.put("<", "$<$");
    symbols.put(">", "$>$");
    symbols.put("\"", "{''}");
    symbols.put("–", "--");
    symbols.put("±", "$\\pm$");
    symbols.put("−", "$-$");
    symbols.put("·", "$\\cdot$");
    symbols.put("×", "$\\times$");
    symbols.put("Σ", "$\\Sigma$");
    symbols.put("√", "$\\surd$");
    symbols.put("²", "$^2$");
    symbols.put("≥", "$\\geq$");
    symbols.put("≤", "$\\leq$");
    symbols.put("≠", "$\\neq$");
    symbols.put("∈", "$\\in$");
    symbols.put("ℓ", "$\\ell$");
    symbols.put("θ", "$\\theta$");
    symbols.put("₀", "$_0$");
    symbols.put("…", "\\dots{}");
    return symbols;
  }
}
