package io.lethe.worker.cli;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.report.ReportData;
import io.lethe.worker.report.ReportFiles;
import io.lethe.worker.report.ReportFormat;
import io.lethe.worker.runtime.ReportSource;
import io.lethe.worker.runtime.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The paper's table, with plots, of a comparison or of a single run. */
@Command(
    name = "report",
    description = {
      "Report a comparison, or one run, as the paper's table with gaps, intervals and plots.",
      "What every number is stands in the report."
    })
final class ReportCommand extends BaseCommand {
  @Mixin private BackendOptions backend;

  @Parameters(paramLabel = "RUN", arity = "0..1", description = "The run's name.")
  private String run;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Report this comparison.json, as --out writes it, instead of a run.")
  private Path file;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "md (default), csv, latex, html, json; with --out also png, and several.")
  private List<String> formats = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write files there: all formats, or those of --format.")
  private Path out;

  @Option(
      names = "--paper",
      description = "Put the paper's value beside each cell (Table 1: ResNet-18 on CIFAR-10).")
  private boolean paper;

  ReportCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws IOException {
    Set<ReportFormat> wanted = ReportFormat.of(formats);
    if (out == null && wanted.size() > 1) {
      throw new InvalidInputException("--format", "found several; allowed: one, or --out DIR");
    }
    ReportFiles report = new ReportFiles(data(), paper);
    if (out == null) {
      ReportFormat format = wanted.stream().findFirst().orElse(ReportFormat.MD);
      // As bytes: the terminal's encoding is not the document's.
      environment.out().write(report.single(format));
      environment.out().flush();
    } else {
      Set<ReportFormat> all = wanted.isEmpty() ? EnumSet.allOf(ReportFormat.class) : wanted;
      Path folder = environment.resolve(out);
      report.write(all, folder).forEach(name -> environment.out().println(folder.resolve(name)));
    }
    return ExitCode.DONE;
  }

  private ReportData data() throws IOException {
    if ((run == null) == (file == null)) {
      throw new InvalidInputException(
          "RUN", "found %s; allowed: RUN or --file".formatted(run == null ? "neither" : "both"));
    }
    if (file != null) {
      Path typed = environment.resolve(file);
      if (!Files.isRegularFile(typed)) {
        throw new InvalidInputException("--file", "found no file '%s'".formatted(typed));
      }
      return ReportData.read(typed.toString(), Files.readAllBytes(typed));
    }
    try (Session session = Sessions.looking(environment, backend, run)) {
      return new ReportSource(session).of(run);
    }
  }
}
