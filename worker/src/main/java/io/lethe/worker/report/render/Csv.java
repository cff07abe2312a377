package io.lethe.worker.report.render;

import java.util.List;
import java.util.stream.Collectors;

/** Lines of comma-separated values as RFC 4180 has them: CRLF, quotes where needed. */
public final class Csv {
  private static final String LINE_BREAK = "\r\n";

  private Csv() {}

  /** The text of a header and rows. */
  public static String of(List<String> header, List<List<String>> rows) {
    return line(header) + rows.stream().map(Csv::line).collect(Collectors.joining());
  }

  private static String line(List<String> fields) {
    return fields.stream().map(Csv::field).collect(Collectors.joining(",")) + LINE_BREAK;
  }

  private static String field(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
