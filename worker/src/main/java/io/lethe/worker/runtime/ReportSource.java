package io.lethe.worker.runtime;

import com.fasterxml.jackson.core.type.TypeReference;
import io.lethe.activities.Workspace;
import io.lethe.store.Location;
import io.lethe.store.ObjectNotFoundException;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.report.ReportData;
import io.lethe.workflows.Wire;
import io.lethe.workflows.client.Standing;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.Comparison;
import io.lethe.workflows.contract.Comparison.Cell;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.request.ForgetSpec;
import io.lethe.workflows.request.RandomSpec;
import io.lethe.workflows.request.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The data of a report, gathered from a run's result and its artifacts in the store. */
public final class ReportSource {
  private static final TypeReference<LinkedHashMap<String, Double>> SHARES =
      new TypeReference<>() {};

  private final Session session;

  /** Reports of a session's runs. */
  public ReportSource(Session session) {
    this.session = session;
  }

  /**
   * The data of a comparison, or of a single run as a comparison of one cell.
   *
   * @throws InvalidInputException for field {@code RUN} if there is no such run, or nothing has
   *     been measured in it yet
   */
  public ReportData of(String run) throws IOException {
    Standing standing = session.runs().find(run);
    Optional<Comparison> compared = session.runs().comparison(standing.record());
    Comparison comparison = compared.isPresent() ? compared.get() : single(standing);
    return new ReportData(comparison, maskShares(comparison));
  }

  private static Comparison single(Standing standing) {
    Request request = (Request) standing.record().request(); // a comparison has cells
    RunResult result =
        standing
            .record()
            .result()
            .orElseThrow(
                () ->
                    refused(request.name(), "in state " + standing.state() + ", without a result"));
    if (result.metrics().isEmpty()) {
      throw refused(request.name(), "in state " + result.state().wireName() + ", without metrics");
    }
    return new Comparison(
        request.name(),
        List.of(
            new Cell(
                request.method().name(),
                request.forget().map(ReportSource::label).orElse("nothing"),
                request.forget().flatMap(ForgetSpec::random).flatMap(RandomSpec::fraction),
                request.seed(),
                request.name(),
                result.state(),
                Optional.of(result))));
  }

  private static InvalidInputException refused(String run, String found) {
    return new InvalidInputException(
        "RUN",
        "found '%s' %s; allowed: a run that has been evaluated, or a comparison"
            .formatted(run, found));
  }

  /** What a request forgets, in a word. */
  private static String label(ForgetSpec forget) {
    return forget
        .random()
        .flatMap(RandomSpec::fraction)
        .map(ReportSource::percent)
        .or(() -> forget.random().flatMap(RandomSpec::count).map(n -> n + " records"))
        .or(() -> forget.ofClass().map(c -> "class " + c))
        .or(() -> forget.subject().or(forget::subjectFrom).map(s -> "one subject"))
        .orElse("listed records");
  }

  private static String percent(double fraction) {
    String digits = String.format(Locale.ROOT, "%.4f", 100 * fraction);
    return digits.replaceAll("\\.?0+$", "") + " %";
  }

  /** Shares by layer of all runs that had a mask; those whose object is gone are left out. */
  private Map<String, Map<String, Double>> maskShares(Comparison comparison) throws IOException {
    Map<String, Map<String, Double>> shares = new LinkedHashMap<>();
    for (Cell cell : comparison.cells()) {
      Optional<ArtifactRef> stored =
          cell.result().map(result -> result.artifacts().get("maskShares"));
      if (stored.isPresent()) {
        try {
          shares.put(cell.run(), Wire.mapper().readValue(bytes(stored.get()), SHARES));
        } catch (ObjectNotFoundException ignored) {
          // Whoever removed the artifacts of a run keeps its numbers; the plot is without it.
        }
      }
    }
    return shares;
  }

  private byte[] bytes(ArtifactRef ref) throws IOException {
    Workspace workspace = session.workspaceOver(session.store());
    return Files.readAllBytes(workspace.content().fetch(Location.parse(ref.key()), ref.sha256()));
  }
}
