package io.lethe.workflows.request;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Rules of a comparison that join several fields. */
final class CompareCheck {
  /** Longest name of a run. */
  private static final int LONGEST_NAME = 128;

  /** Runs of one comparison: what is carried over a continue-as-new fits into history. */
  static final int MAX_RUNS = 600;

  private static final long LEGACY_SEEDS = 1L << 32;

  private final CompareRequest request;
  private final List<Problem> problems = new ArrayList<>();

  private CompareCheck(CompareRequest request) {
    this.request = request;
  }

  static List<Problem> problems(CompareRequest request) {
    CompareCheck check = new CompareCheck(request);
    check.labels();
    check.forgetSets("forget", request.forget(), request.seeds());
    check.baseline();
    check.search();
    check.size();
    return check.problems;
  }

  private void labels() {
    Set<String> slugs = new HashSet<>();
    for (int i = 0; i < request.methods().size(); i++) {
      String label = request.methods().get(i).label();
      String slug = Slugs.of(label);
      if (slug.isEmpty() || !slugs.add(slug)) {
        add(
            "methods[%d].label".formatted(i),
            "'%s'%s".formatted(label, slug.isEmpty() ? "" : " a second time"),
            "a label for each method that differs in letters a-z and digits");
      }
    }
  }

  private void forgetSets(String path, List<ForgetSpec> sets, List<Long> seeds) {
    Set<String> labels = new HashSet<>();
    for (int i = 0; i < sets.size(); i++) {
      String label = Trial.label(sets.get(i), i);
      if (!labels.add(label)) {
        add("%s[%d]".formatted(path, i), label + " a second time", "each forget set once");
      }
      boolean legacy =
          sets.get(i).random().filter(r -> r.generator().equals("numpy-legacy")).isPresent();
      if (legacy && seeds.stream().anyMatch(seed -> seed >= LEGACY_SEEDS)) {
        add(
            path.replace("forget", "seeds"),
            seeds.toString(),
            "0 to 4294967295 for generator numpy-legacy");
      }
    }
  }

  private void baseline() {
    BaselineSpec baseline = request.baseline();
    boolean oneForgetSet =
        request.search().isEmpty()
            && request.forget().size() == 1
            && (request.seeds().size() == 1 || request.forget().get(0).random().isEmpty());
    if (baseline.mode() == BaselineSpec.Mode.REF && !oneForgetSet) {
      add("baseline.mode", "'ref'", "train or reuse where there is more than one forget set");
    }
  }

  private void search() {
    Optional<ComparedMethod> searched =
        request.methods().stream().filter(ComparedMethod::searched).findFirst();
    if (request.search().isEmpty()) {
      searched.ifPresent(
          row ->
              add(
                  "methods[%d].grid".formatted(request.methods().indexOf(row)),
                  "a grid",
                  "only with search, which says on which seeds is chosen"));
      return;
    }
    if (searched.isEmpty()) {
      add("search", "no method with a grid", "a grid for at least one method");
    }
    if (request.baseline().mode() == BaselineSpec.Mode.NONE) {
      add(
          "search",
          "no baseline",
          "baseline.mode train or reuse: it chooses by the gap to Retrain");
    }
    otherThanReported(request.search().get());
  }

  /** Pitfall P34: what is reported must not be what was chosen on. */
  private void otherThanReported(SearchSpec search) {
    for (int i = 0; i < search.seeds().size(); i++) {
      if (request.seeds().contains(search.seeds().get(i))) {
        add(
            "search.seeds[%d]".formatted(i),
            search.seeds().get(i) + ", which is reported",
            "seeds other than " + request.seeds());
      }
    }
    forgetSets("search.forget", search.forget(), search.seeds());
    for (int i = 0; i < search.forget().size(); i++) {
      ForgetSpec set = search.forget().get(i);
      if (set.random().isEmpty() && request.forget().contains(set)) {
        add(
            "search.forget[%d]".formatted(i),
            Trial.label(set, i) + ", which is reported",
            "other forget sets, or random draws");
      }
    }
    boolean fixed = request.forget().stream().anyMatch(set -> set.random().isEmpty());
    if (search.forget().isEmpty() && fixed) {
      add(
          "search.forget",
          "nothing",
          "other forget sets: one that is no random draw is the same with every seed");
    }
  }

  private void size() {
    long trials =
        (long) request.forget().size() * request.seeds().size()
            + request
                .search()
                .map(s -> (long) s.seeds().size() * Math.max(s.forget().size(), 1))
                .orElse(0L);
    long points = request.methods().stream().mapToLong(Grid::size).max().orElse(1);
    if (trials * points > MAX_RUNS) {
      tooMany(trials * points);
      return;
    }
    List<ComparedRun> runs = CompareRuns.of(request).all();
    if (runs.size() > MAX_RUNS) {
      tooMany(runs.size());
    }
    names(runs.stream().map(ComparedRun::name));
  }

  private void tooMany(long runs) {
    add("methods", "%d runs or more".formatted(runs), "at most %d runs".formatted(MAX_RUNS));
  }

  private void names(Stream<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names.toList()) {
      if (name.length() > LONGEST_NAME) {
        add(
            "name",
            "'%s', which gives a run the name '%s'".formatted(request.name(), name),
            "names of runs of at most %d characters".formatted(LONGEST_NAME));
        return;
      }
      if (!seen.add(name) && problems.isEmpty()) {
        add("methods", "two runs of the name '%s'".formatted(name), "labels that tell runs apart");
      }
    }
  }

  private void add(String field, String found, String allowed) {
    problems.add(new Problem(field, found, allowed));
  }
}
