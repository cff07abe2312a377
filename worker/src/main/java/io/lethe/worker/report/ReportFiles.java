package io.lethe.worker.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.report.plot.Plot;
import io.lethe.worker.report.plot.PlotImage;
import io.lethe.worker.report.render.Html;
import io.lethe.worker.report.render.Latex;
import io.lethe.worker.report.render.Markdown;
import io.lethe.worker.report.render.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A report in its formats. The same data gives the same bytes, images on one machine only. */
public final class ReportFiles {
  private final ReportData data;
  private final Report report;
  private final Optional<PaperTable> paper;
  private final List<Part> document;

  /**
   * The report of that data.
   *
   * @param paper whether the paper's values stand beside the cells
   */
  public ReportFiles(ReportData data, boolean paper) {
    this.data = data;
    this.report = ReportBuilder.build(data);
    this.paper = paper ? Optional.of(PaperTable.read()) : Optional.empty();
    this.document = ReportDocument.of(report, this.paper);
  }

  /**
   * The report in one format, for standard output; of CSV the summary.
   *
   * @throws InvalidInputException for field {@code --format} if it is several files
   */
  public byte[] single(ReportFormat format) throws IOException {
    return switch (format) {
      case MD -> Markdown.of(document, false).getBytes(UTF_8);
      case CSV -> SummaryCsv.of(report, paper).getBytes(UTF_8);
      case LATEX -> Latex.of(document, false).getBytes(UTF_8);
      case HTML -> Html.of(report.runId(), document).getBytes(UTF_8);
      case JSON -> data.write();
      case PNG ->
          throw new InvalidInputException(
              "--format", "found 'png', which is several files; allowed with --out DIR");
    };
  }

  /** Writes the formats into a folder, which is created if need be; returns the files' names. */
  public List<String> write(Set<ReportFormat> formats, Path folder) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (ReportFormat format : formats) {
      files.putAll(files(format, formats.contains(ReportFormat.PNG)));
    }
    Files.createDirectories(folder);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    return List.copyOf(files.keySet());
  }

  private Map<String, byte[]> files(ReportFormat format, boolean figures) throws IOException {
    return switch (format) {
      case MD -> Map.of("report.md", Markdown.of(document, figures).getBytes(UTF_8));
      case LATEX -> Map.of("report.tex", Latex.of(document, figures).getBytes(UTF_8));
      case HTML -> Map.of("report.html", single(format));
      case JSON -> Map.of("comparison.json", single(format));
      case CSV -> {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("summary.csv", single(format));
        files.put("cells.csv", CellsCsv.of(report, data.comparison()).getBytes(UTF_8));
        yield files;
      }
      case PNG -> images();
    };
  }

  private Map<String, byte[]> images() throws IOException {
    Map<String, byte[]> images = new LinkedHashMap<>();
    for (Plot plot : Plots.of(report)) {
      images.put(plot.name() + ".png", PlotImage.png(plot));
    }
    return images;
  }
}
