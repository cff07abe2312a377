package io.lethe.worker.report.render;

import io.lethe.worker.report.plot.PlotImage;
import java.io.IOException;
import java.util.Base64;
import java.util.List;

/**
 * A document as one HTML file: images inline, no scripts, nothing fetched from anywhere, readable
 * on light and dark screens.
 */
public final class Html {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --line: #bbb; --soft: #f3f3f3; }
      @media (prefers-color-scheme: dark) { :root { --line: #555; --soft: #222; } }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
      .wide { overflow-x: auto; margin: 1rem 0; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
      caption { text-align: left; font-style: italic; padding-bottom: .3rem; }
      th, td { padding: .25rem .7rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
      th:first-child, td:first-child { text-align: left; }
      thead th { border-bottom: 2px solid; }
      tbody tr:nth-child(even) { background: var(--soft); }
      figure { margin: 1rem 0; }
      img { max-width: 100%; background: #fff; border: 1px solid var(--line); }
      """;

  private final StringBuilder text = new StringBuilder();

  private Html() {}

  /**
   * The page.
   *
   * @throws IOException if plots cannot be drawn on this machine
   */
  public static String of(String title, List<Part> parts) throws IOException {
    Html html = new Html();
    html.head(title);
    for (Part part : parts) {
      html.add(part);
    }
    html.line("</main></body></html>");
    return html.text.toString();
  }

  private void head(String title) {
    line("<!DOCTYPE html>");
    line("<html lang=\"en\"><head><meta charset=\"utf-8\">");
    line(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"
            + " style-src 'unsafe-inline'\">");
    line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    line("<title>" + escape(title) + "</title>");
    line("<style>\n" + STYLE + "</style></head><body><main>");
  }

  private void add(Part part) throws IOException {
    if (part instanceof Part.Heading heading) {
      line("<h%1$d>%2$s</h%1$d>".formatted(heading.level(), escape(heading.text())));
    } else if (part instanceof Part.Paragraph paragraph) {
      line("<p>" + escape(paragraph.text()) + "</p>");
    } else if (part instanceof Part.Items items) {
      line("<ul>");
      items.items().forEach(item -> line("<li>" + escape(item) + "</li>"));
      line("</ul>");
    } else if (part instanceof Part.Table table) {
      table(table);
    } else if (part instanceof Part.Figure figure) {
      figure(figure);
    }
  }

  private void table(Part.Table table) {
    line("<div class=\"wide\"><table><caption>" + escape(table.caption()) + "</caption>");
    text.append("<thead><tr>");
    table.header().forEach(title -> text.append("<th>").append(escape(title)).append("</th>"));
    line("</tr></thead><tbody>");
    for (List<Part.Entry> row : table.rows()) {
      text.append("<tr>");
      row.forEach(entry -> text.append("<td>").append(entry(entry)).append("</td>"));
      line("</tr>");
    }
    line("</tbody></table></div>");
  }

  private static String entry(Part.Entry entry) {
    String escaped = escape(entry.text());
    return entry.bold() ? "<strong>" + escaped + "</strong>" : escaped;
  }

  private void figure(Part.Figure figure) throws IOException {
    String image = Base64.getEncoder().encodeToString(PlotImage.png(figure.plot()));
    line(
        "<figure><img alt=\"%s\" src=\"data:image/png;base64,%s\"></figure>"
            .formatted(escape(figure.plot().title()), image));
  }

  private void line(String content) {
    text.append(content).append("\n");
  }

  private static String escape(String plain) {
    return plain
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
