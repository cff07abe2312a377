package io.lethe.worker.report.render;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** A document as GitHub-flavoured Markdown. */
public final class Markdown {
  private final boolean figures;
  private final StringBuilder text = new StringBuilder();

  private Markdown(boolean figures) {
    this.figures = figures;
  }

  /**
   * The text, ending with a line break.
   *
   * @param figures whether the images lie beside the file, and are shown
   */
  public static String of(List<Part> parts, boolean figures) {
    Markdown markdown = new Markdown(figures);
    parts.forEach(markdown::add);
    return markdown.text.toString().stripTrailing() + "\n";
  }

  private void add(Part part) {
    if (part instanceof Part.Heading heading) {
      paragraph("#".repeat(heading.level()) + " " + escape(heading.text()));
    } else if (part instanceof Part.Paragraph paragraph) {
      paragraph(escape(paragraph.text()));
    } else if (part instanceof Part.Items items) {
      paragraph(
          items.items().stream().map(i -> "- " + escape(i)).collect(Collectors.joining("\n")));
    } else if (part instanceof Part.Table table) {
      table(table);
    } else if (part instanceof Part.Figure figure && figures) {
      paragraph("![%s](%s.png)".formatted(escape(figure.plot().title()), figure.plot().name()));
    }
  }

  private void paragraph(String content) {
    text.append(content).append("\n\n");
  }

  private void table(Part.Table table) {
    paragraph("*" + escape(table.caption()) + "*");
    line(table.header().stream().map(Markdown::cell).toList());
    List<String> alignment = new ArrayList<>(List.of(":---"));
    alignment.addAll(Collections.nCopies(table.header().size() - 1, "---:"));
    line(alignment);
    table.rows().forEach(row -> line(row.stream().map(Markdown::entry).toList()));
    text.append("\n");
  }

  private static String entry(Part.Entry entry) {
    String escaped = cell(entry.text());
    return entry.bold() ? "**" + escaped + "**" : escaped;
  }

  private void line(List<String> entries) {
    text.append("| ").append(String.join(" | ", entries)).append(" |\n");
  }

  /** Plain text in a table, where a bar would begin the next column. */
  private static String cell(String plain) {
    return escape(plain).replace("|", "\\|");
  }

  /**
   * Plain text, whatever it holds. Underscores within words mean nothing in Markdown and stay
   * readable.
   */
  private static String escape(String plain) {
    return plain
        .replaceAll("\\s+", " ")
        .replaceAll("[\\\\`*#~$]", "\\\\$0")
        .replaceAll("(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", "\\\\_")
        .replaceAll("\\](?=[(\\[:])", "\\\\]")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }
}
