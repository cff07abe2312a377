package io.lethe.worker.serve;

import io.lethe.gateway.Picture;
import io.lethe.gateway.WrongStateException;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.report.Plots;
import io.lethe.worker.report.Report;
import io.lethe.worker.report.ReportBuilder;
import io.lethe.worker.report.ReportJson;
import io.lethe.worker.report.plot.Plot;
import io.lethe.worker.report.plot.PlotImage;
import io.lethe.worker.runtime.ReportSource;
import io.lethe.worker.runtime.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reports of runs, and the plots that belong to them. */
final class SessionReports {
  /** A page asks for a report and for each of its pictures; runs go on meanwhile. */
  private static final Duration KEPT = Duration.ofSeconds(5);

  private static final int MANY = 8;
  private static final String PNG = ".png";

  private final ReportSource source;
  private final Map<String, Kept> kept = new LinkedHashMap<>();

  SessionReports(Session session) {
    source = new ReportSource(session);
  }

  private record Kept(Report report, long at) {
    boolean fresh() {
      return System.nanoTime() - at < KEPT.toNanos();
    }
  }

  /**
   * The report in its JSON form.
   *
   * @throws WrongStateException if nothing has been measured in the run yet
   */
  ReportJson report(String run) throws IOException {
    try {
      return ReportJson.of(built(run));
    } catch (InvalidInputException e) {
      throw new WrongStateException(Refusals.text(e));
    }
  }

  /** The plots of the report; none while nothing has been measured. */
  List<Picture> pictures(String run) throws IOException {
    return plots(run).stream()
        .map(plot -> new Picture(plot.name() + PNG, plot.title(), "image/png"))
        .toList();
  }

  /** A plot as an image. */
  Optional<byte[]> picture(String run, String file) throws IOException {
    for (Plot plot : plots(run)) {
      if (file.equals(plot.name() + PNG)) {
        return Optional.of(PlotImage.png(plot));
      }
    }
    return Optional.empty();
  }

  private List<Plot> plots(String run) throws IOException {
    try {
      return Plots.of(built(run));
    } catch (InvalidInputException e) {
      return List.of();
    }
  }

  private synchronized Report built(String run) throws IOException {
    kept.values().removeIf(report -> !report.fresh());
    Kept found = kept.get(run);
    if (found == null) {
      found = new Kept(ReportBuilder.build(source.of(run)), System.nanoTime());
      if (kept.size() >= MANY) {
        kept.remove(kept.keySet().iterator().next());
      }
      kept.put(run, found);
    }
    return found.report();
  }
}
