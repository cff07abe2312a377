package io.lethe.workflows.request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The runs of a comparison, a pure function of its request.
 *
 * <p>Cells are named {@code <name>.<method>-<forget>-s<seed>}, baselines {@code
 * <name>.baseline.<forget>-s<seed>}, runs of the search {@code
 * <name>.search.<method>-<forget>-s<seed>-c<candidate>}.
 */
public final class CompareRuns {
  private final CompareRequest request;
  private final List<List<Candidate>> candidates;
  private final Map<ForgetSpec, ComparedRun> baselines = new LinkedHashMap<>();
  private final List<ComparedRun> all = new ArrayList<>();

  private CompareRuns(CompareRequest request) {
    this.request = request;
    this.candidates = request.methods().stream().map(Grid::candidates).toList();
    searchTrials().forEach(this::addSearch);
    trials(request.forget(), request.seeds()).forEach(this::addCells);
  }

  /** The runs of that request. */
  public static CompareRuns of(CompareRequest request) {
    return new CompareRuns(request);
  }

  private void addSearch(Trial trial) {
    addBaseline(trial);
    for (int row = 0; row < request.methods().size(); row++) {
      for (int c = 0;
          request.methods().get(row).searched() && c < candidates.get(row).size();
          c++) {
        String name = "search." + slug(row) + "-" + trial.slug() + "-c" + c;
        add(new ComparedRun(ComparedRun.Role.SEARCH, named(name), trial, row, c));
      }
    }
  }

  private void addCells(Trial trial) {
    addBaseline(trial);
    for (int row = 0; row < request.methods().size(); row++) {
      String name = slug(row) + "-" + trial.slug();
      add(new ComparedRun(ComparedRun.Role.CELL, named(name), trial, row, 0));
    }
  }

  private void addBaseline(Trial trial) {
    BaselineSpec.Mode mode = request.baseline().mode();
    boolean shared = mode == BaselineSpec.Mode.TRAIN || mode == BaselineSpec.Mode.REUSE;
    if (shared && !baselines.containsKey(trial.forget())) {
      String name = "baseline." + trial.slug();
      ComparedRun run = new ComparedRun(ComparedRun.Role.BASELINE, named(name), trial, 0, 0);
      baselines.put(trial.forget(), run);
      add(run);
    }
  }

  private void add(ComparedRun run) {
    all.add(run);
  }

  private String named(String name) {
    return request.name() + "." + name;
  }

  private String slug(int row) {
    return Slugs.of(request.methods().get(row).label());
  }

  private List<Trial> searchTrials() {
    return request
        .search()
        .map(s -> trials(s.forget().isEmpty() ? request.forget() : s.forget(), s.seeds()))
        .orElse(List.of());
  }

  private static List<Trial> trials(List<ForgetSpec> forget, List<Long> seeds) {
    return IntStream.range(0, forget.size())
        .boxed()
        .flatMap(set -> seeds.stream().map(seed -> Trial.of(set, forget.get(set), seed)))
        .toList();
  }

  /** Every run, in the order in which they are begun; each after those it needs. */
  public List<ComparedRun> all() {
    return List.copyOf(all);
  }

  /** The baselines, one for each D_f. */
  public List<ComparedRun> baselines() {
    return List.copyOf(baselines.values());
  }

  /** The runs of the search. */
  public List<ComparedRun> search() {
    return ofRole(ComparedRun.Role.SEARCH).toList();
  }

  /** The cells in the order of the table: methods, then forget sets, then seeds. */
  public List<ComparedRun> cells() {
    return IntStream.range(0, request.methods().size())
        .boxed()
        .flatMap(row -> ofRole(ComparedRun.Role.CELL).filter(cell -> cell.row() == row))
        .toList();
  }

  private Stream<ComparedRun> ofRole(ComparedRun.Role role) {
    return all.stream().filter(run -> run.role() == role);
  }

  /** Runs that must have ended, well or not, before this one begins. */
  public List<ComparedRun> needs(ComparedRun run) {
    if (run.role() == ComparedRun.Role.BASELINE) {
      return List.of();
    }
    Stream<ComparedRun> search =
        run.role() == ComparedRun.Role.CELL ? searchFor(run.row(), run.trial().set()) : Stream.of();
    return Stream.concat(baselineOf(run).stream(), search).toList();
  }

  /** The baseline of the run's D_f, where the comparison gets one. */
  public Optional<ComparedRun> baselineOf(ComparedRun run) {
    return Optional.ofNullable(baselines.get(run.trial().forget()));
  }

  /** The label of the run's row. */
  public String label(ComparedRun run) {
    return request.methods().get(run.row()).label();
  }

  /** The point of the grid that a run of the search tries. */
  public Candidate candidate(ComparedRun run) {
    return candidates.get(run.row()).get(run.candidate());
  }

  /** A point of a row's grid. */
  public Candidate candidate(int row, int candidate) {
    return candidates.get(row).get(candidate);
  }

  /** Whether the row's hyper-parameters are searched. */
  public boolean searched(int row) {
    return request.methods().get(row).searched();
  }

  /** Runs on which a cell's hyper-parameters are chosen. */
  private Stream<ComparedRun> searchFor(int row, int set) {
    boolean elsewhere = request.search().filter(s -> !s.forget().isEmpty()).isPresent();
    return ofRole(ComparedRun.Role.SEARCH)
        .filter(run -> run.row() == row && (elsewhere || run.trial().set() == set));
  }

  /**
   * The candidate with the smallest mean Avg. Gap over the trials of the search. One of which any
   * run has no gap is out; of equal ones the first is taken.
   *
   * @param row the row
   * @param set position of the forget set that the cell reports
   * @param avgGap Avg. Gap of a run by its name, percentage points; empty where it has none
   * @return empty where no candidate has all its gaps
   */
  public OptionalInt choose(int row, int set, Function<String, Optional<Double>> avgGap) {
    OptionalInt best = OptionalInt.empty();
    double smallest = Double.POSITIVE_INFINITY;
    for (int c = 0; c < candidates.get(row).size(); c++) {
      double mean = meanGap(row, set, c, avgGap);
      if (mean < smallest) {
        smallest = mean;
        best = OptionalInt.of(c);
      }
    }
    return best;
  }

  /** Mean Avg. Gap of a candidate over the trials of the search; NaN where a gap is missing. */
  public double meanGap(
      int row, int set, int candidate, Function<String, Optional<Double>> avgGap) {
    return searchFor(row, set)
        .filter(run -> run.candidate() == candidate)
        .mapToDouble(run -> avgGap.apply(run.name()).orElse(Double.NaN))
        .average()
        .orElse(Double.NaN);
  }

  /**
   * The request of a run.
   *
   * @param method the method, with the chosen hyper-parameters
   * @param baseline where its Retrain numbers come from
   */
  public Request unlearning(ComparedRun run, MethodSpec method, BaselineSpec baseline) {
    return new Request(
        Kind.UNLEARN,
        run.name(),
        request.model(),
        request.dataset(),
        Optional.of(run.trial().forget()),
        Optional.empty(),
        method,
        baseline,
        request.evaluate(),
        GateSpec.none(),
        Optional.empty(),
        run.trial().seed(),
        request.compute(),
        request.determinism(),
        Optional.empty(),
        Optional.empty());
  }
}
