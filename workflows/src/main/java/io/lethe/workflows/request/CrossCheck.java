package io.lethe.workflows.request;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rules that join several fields, which a schema cannot say. */
final class CrossCheck {
  private static final long LEGACY_SEEDS = 1L << 32;

  private final List<Problem> problems = new ArrayList<>();

  private CrossCheck() {}

  static List<Problem> problems(Request request) {
    CrossCheck check = new CrossCheck();
    check.dataset(request.dataset());
    request.dataset().split().twoSplitLeak().ifPresent(leak -> check.leak(request, leak));
    request.model().normalization().ifPresent(check::normalization);
    request.forget().ifPresent(forget -> check.forget("forget", forget));
    check.method("method", request.method());
    check.evaluate(request.evaluate());
    check.baseline(request);
    check.maskNeedsModel(request);
    return check.problems;
  }

  /** The rules that a comparison shares with a run. */
  static List<Problem> problems(CompareRequest request) {
    CrossCheck check = new CrossCheck();
    check.dataset(request.dataset());
    request.model().normalization().ifPresent(check::normalization);
    check.forgetSets("forget", request.forget());
    request.search().ifPresent(search -> check.forgetSets("search.forget", search.forget()));
    for (int i = 0; i < request.methods().size(); i++) {
      ComparedMethod row = request.methods().get(i);
      check.method("methods[%d].method".formatted(i), row.method());
      boolean countable = row.searched() && Grid.size(row) <= CompareCheck.MAX_RUNS;
      for (Candidate candidate : countable ? Grid.candidates(row) : List.<Candidate>of()) {
        check.method("methods[%d].grid".formatted(i), candidate.method());
      }
    }
    check.evaluate(request.evaluate());
    check.baseline(request.baseline());
    return check.problems.stream().distinct().toList();
  }

  private void forgetSets(String path, List<ForgetSpec> sets) {
    for (int i = 0; i < sets.size(); i++) {
      forget("%s[%d]".formatted(path, i), sets.get(i));
    }
  }

  private void dataset(DatasetSpec dataset) {
    seed("dataset.split", dataset.split().seed(), dataset.split().generator());
  }

  private void leak(Request request, TwoSplitLeak leak) {
    String field = "dataset.split.twoSplitLeak";
    SplitSpec split = request.dataset().split();
    seed(field, "trainedSeed", leak.trainedSeed(), split.generator());
    if (request.kind() == Kind.TRAIN) {
      add(field, "a known leak", "only for kind unlearn: train on the split itself");
    }
    if (split.validationFraction() == 0 || split.seed() == leak.trainedSeed()) {
      add(field, "one split", "a validationFraction above 0 and another seed than trainedSeed");
    }
    if (request.publish().isPresent()) {
      add("publish", "a release", "none with " + field + ": such a result is for comparison only");
    }
  }

  private void normalization(NormalizationSpec normalization) {
    if (normalization.mean().size() != normalization.std().size()) {
      add(
          "model.normalization.std",
          normalization.std().size() + " values",
          "as many as in mean: " + normalization.mean().size());
    }
  }

  private void forget(String path, ForgetSpec forget) {
    forget.random().ifPresent(random -> random(path + ".random", random));
    forget.ids().ifPresent(ids -> ids(path + ".ids", ids));
  }

  private void random(String path, RandomSpec random) {
    if (random.fraction().isPresent() == random.count().isPresent()) {
      add(
          path,
          random.fraction().isPresent() ? "both fraction and count" : "neither fraction nor count",
          "exactly one of fraction, count");
    }
    seed(path, random.seed(), random.generator());
  }

  private void ids(String path, List<String> ids) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < ids.size(); i++) {
      if (!seen.add(ids.get(i))) {
        add(path + "[" + i + "]", "'" + ids.get(i) + "' a second time", "each id once");
        return;
      }
    }
  }

  private void seed(String path, long seed, String generator) {
    seed(path, "seed", seed, generator);
  }

  private void seed(String path, String name, long seed, String generator) {
    if (generator.equals("numpy-legacy") && seed >= LEGACY_SEEDS) {
      add(path + "." + name, Long.toString(seed), "0 to 4294967295 for generator numpy-legacy");
    }
  }

  private void method(String path, MethodSpec method) {
    atMostEpochs(path + ".warmupEpochs", method.warmupEpochs(), method);
    atMostEpochs(path + ".noL1Epochs", method.noL1Epochs(), method);
    if (method.name().equals("iu")) {
      influence(path, method);
    }
    method.schedule().ifPresent(schedule -> schedule(path + ".schedule", schedule));
  }

  private void atMostEpochs(String path, Optional<Integer> value, MethodSpec method) {
    int epochs = method.epochs().orElse(1);
    if (value.isPresent() && value.get() > epochs) {
      add(path, value.get().toString(), "at most epochs: " + epochs);
    }
  }

  private void influence(String path, MethodSpec method) {
    boolean woodbury = method.form().equals(Optional.of("woodbury"));
    if (woodbury && method.firstSample().orElse(0) != 0) {
      add(
          path + ".firstSample",
          method.firstSample().get().toString(),
          "only with form reference: form woodbury draws its samples");
    }
    if (!woodbury && method.damping().isPresent()) {
      add(path + ".damping", method.damping().get().toString(), "only with form woodbury");
    }
  }

  private void schedule(String path, ScheduleSpec schedule) {
    for (int i = 1; i < schedule.milestones().size(); i++) {
      if (schedule.milestones().get(i) <= schedule.milestones().get(i - 1)) {
        add(path + ".milestones[" + i + "]", schedule.milestones().toString(), "ascending epochs");
      }
    }
    if (schedule.kind().equals("cosine") && !schedule.milestones().isEmpty()) {
      add(path + ".milestones", schedule.milestones().toString(), "none for kind cosine");
    }
  }

  private void evaluate(EvaluateSpec evaluate) {
    if (evaluate.members().isPresent() && evaluate.membersFrom().isPresent()) {
      add(
          "evaluate.members",
          "'" + evaluate.members().get() + "'",
          "only where membersFrom lists no members");
    }
    if (!evaluate.metrics().contains("mia")) {
      String allowed = "only where evaluate.metrics contains mia";
      evaluate.members().ifPresent(m -> add("evaluate.members", "'" + m + "'", allowed));
      evaluate.attacks().ifPresent(a -> add("evaluate.attacks", a.toString(), allowed));
    }
  }

  private void baseline(Request request) {
    BaselineSpec baseline = request.baseline();
    baseline(baseline);
    if (request.gate().maxAvgGap().isPresent() && baseline.mode() == BaselineSpec.Mode.NONE) {
      add("gate.maxAvgGap", request.gate().maxAvgGap().get().toString(), "only with a baseline");
    }
    metric(request, "ua", request.gate().minUa().isPresent(), "gate.minUa");
    metric(request, "ra", request.gate().minRa().isPresent(), "gate.minRa");
    metric(request, "ta", request.gate().minTa().isPresent(), "gate.minTa");
  }

  private void baseline(BaselineSpec baseline) {
    baseline.recipe().ifPresent(recipe -> method("baseline.recipe", recipe));
    if (baseline.recipe().flatMap(MethodSpec::mask).isPresent()) {
      add("baseline.recipe.mask", "a mask", "none: Retrain starts from fresh weights");
    }
    boolean wantsRef = baseline.mode() == BaselineSpec.Mode.REF;
    if (wantsRef && baseline.ref().isEmpty()) {
      add("baseline.ref", "nothing", "the weights of the baseline, for mode ref");
    }
    if (!wantsRef && baseline.ref().isPresent()) {
      add("baseline.ref", "'" + baseline.ref().get() + "'", "only with mode ref");
    }
  }

  private void maskNeedsModel(Request request) {
    if (request.kind() == Kind.TRAIN && request.method().mask().isPresent()) {
      add("method.mask", "a mask", "none: saliency needs a trained model");
    }
  }

  private void metric(Request request, String name, boolean gated, String field) {
    if (gated && !request.evaluate().metrics().contains(name)) {
      add(field, "a threshold", "only where evaluate.metrics contains " + name);
    }
  }

  private void add(String field, String found, String allowed) {
    problems.add(new Problem(field, found, allowed));
  }
}
