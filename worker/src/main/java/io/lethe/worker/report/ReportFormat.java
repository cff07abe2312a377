package io.lethe.worker.report;

import io.lethe.unlearning.InvalidInputException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Formats of a report. */
public enum ReportFormat {
  /** Markdown. */
  MD,
  /** Comma-separated values: a summary, and the raw cells. */
  CSV,
  /** LaTeX with booktabs tables. */
  LATEX,
  /** One HTML file with its plots inside. */
  HTML,
  /** The plots as images. */
  PNG,
  /** The data of the report, from which it is made again. */
  JSON;

  /**
   * The formats of these names.
   *
   * @throws InvalidInputException for field {@code --format} if one is none
   */
  public static Set<ReportFormat> of(List<String> names) {
    Set<ReportFormat> formats = EnumSet.noneOf(ReportFormat.class);
    names.forEach(name -> formats.add(of(name)));
    return formats;
  }

  private static ReportFormat of(String name) {
    return Arrays.stream(values())
        .filter(format -> format.wireName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "--format",
                    "found '%s'; allowed: %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(ReportFormat::wireName)
                                .collect(Collectors.joining(", ")))));
  }

  /** The name on the command line. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
