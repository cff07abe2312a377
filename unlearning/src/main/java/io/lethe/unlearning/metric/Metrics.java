package io.lethe.unlearning.metric;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The numbers of one model's evaluation, each with its definition by name.
 *
 * <p>UA = 100 − accuracy on D_f, RA = accuracy on D_r, TA = accuracy on the test set, MIA = 100 ·
 * share of D_f that the confidence attack calls non-member; all in percent. Where the model has
 * outputs beyond its classes, these numbers count them as the published code does, and {@code
 * ua.without_extra} and so on leave them out.
 *
 * @param metrics value by metric, in percent
 * @param definitions name of the definition by metric
 * @param intervals 95 % interval by metric, in percent: sampling of records only, not of seeds
 * @param details further numbers by the name of their definition; losses in nats, the rest
 *     fractions
 * @param warnings what a reader must know to read the numbers right
 */
public record Metrics(
    Map<String, Double> metrics,
    Map<String, String> definitions,
    Map<String, Interval> intervals,
    Map<String, Double> details,
    List<String> warnings) {
  /**
   * Beside TA where a class is forgotten: accuracy on the whole test set. Not part of Avg. Gap; a
   * model that does as asked cannot have more than the share of the other classes.
   */
  public static final String TA_ALL = "ta.all";

  private static final String TA_ALL_TEST = "ta.accuracy_test";

  /** Below this many records of D_f, one record moves UA and MIA by more than a point. */
  private static final int FEW = 100;

  /** Ends the names of numbers that leave out the outputs beyond the classes. */
  public static final String WITHOUT_EXTRA = ".without_extra";

  /** Ends the names of definitions that count them. */
  static final String WITH_EXTRA = "_with_extra_output";

  /** Copies maps and list, keeping their order. */
  public Metrics {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    definitions = Collections.unmodifiableMap(new LinkedHashMap<>(definitions));
    intervals = Collections.unmodifiableMap(new LinkedHashMap<>(intervals));
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    warnings = List.copyOf(warnings);
  }

  /**
   * Computes what the protocol asks for.
   *
   * @param predictions needs the sets that the metrics are made of; for MIA forget, test, members
   * @throws IllegalArgumentException if a set is missing
   */
  public static Metrics compute(Predictions predictions, EvaluationProtocol protocol) {
    Metrics all = new Computation(predictions, protocol).run();
    return predictions
        .withoutExtra()
        .map(classes -> all.beside(new Computation(classes, protocol).run()))
        .orElse(all);
  }

  private Metrics beside(Metrics classes) {
    Map<String, String> names = new LinkedHashMap<>();
    definitions.forEach(
        (name, definition) ->
            names.put(name, metrics.containsKey(name) ? definition + WITH_EXTRA : definition));
    Map<String, Double> values = new LinkedHashMap<>(metrics);
    Map<String, Interval> ends = new LinkedHashMap<>(intervals);
    classes.metrics.forEach(
        (name, value) -> {
          values.put(name + WITHOUT_EXTRA, value);
          names.put(name + WITHOUT_EXTRA, classes.definitions.get(name));
          ends.put(name + WITHOUT_EXTRA, classes.intervals.get(name));
        });
    Map<String, Double> more = new LinkedHashMap<>(details);
    classes.details.forEach((name, value) -> more.put(name + WITHOUT_EXTRA, value));
    List<String> notes = new ArrayList<>(warnings);
    notes.add(
        "the network has outputs beyond its classes: %s count them, the numbers named *%s do not"
            .formatted(String.join(", ", metrics.keySet()), WITHOUT_EXTRA));
    return new Metrics(values, names, ends, more, notes);
  }

  /** Collects results while they come about. */
  private static final class Computation {
    private final Predictions predictions;
    private final EvaluationProtocol protocol;
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private final Map<String, String> definitions = new LinkedHashMap<>();
    private final Map<String, Interval> intervals = new LinkedHashMap<>();
    private final Map<String, Double> details = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    Computation(Predictions predictions, EvaluationProtocol protocol) {
      this.predictions = predictions;
      this.protocol = protocol;
    }

    Metrics run() {
      protocol.metrics().forEach(this::add);
      warnAboutSize();
      return new Metrics(metrics, definitions, intervals, details, warnings);
    }

    private void add(String metric) {
      switch (metric) {
        case "ua" -> {
          PredictedSet forget = predictions.of(EvaluationSet.FORGET);
          add(metric, "ua.error_forget", forget.size() - forget.correct(), forget.size());
          details.put("loss.forget", forget.meanLoss());
        }
        case "ra" -> accuracy(metric, "ra.accuracy_retain", EvaluationSet.RETAIN, "loss.retain");
        case "ta" -> {
          accuracy(
              metric,
              protocol.testWithoutForgottenClass()
                  ? "ta.accuracy_test_without_forgotten_class"
                  : TA_ALL_TEST,
              EvaluationSet.TEST,
              "loss.test");
          if (predictions.has(EvaluationSet.TEST_ALL)) {
            PredictedSet all = predictions.of(EvaluationSet.TEST_ALL);
            add(TA_ALL, TA_ALL_TEST, all.correct(), all.size());
          }
        }
        case "mia" -> membership(metric);
        default -> throw new IllegalArgumentException("unknown metric '" + metric + "'");
      }
    }

    private void accuracy(String metric, String definition, EvaluationSet set, String loss) {
      PredictedSet predicted = predictions.of(set);
      add(metric, definition, predicted.correct(), predicted.size());
      details.put(loss, predicted.meanLoss());
    }

    private void add(String metric, String definition, int hits, int n) {
      metrics.put(metric, 100.0 * hits / n);
      definitions.put(metric, definition);
      intervals.put(metric, Interval.wilsonPercent(hits, n));
    }

    private void membership(String metric) {
      PredictedSet members = predictions.of(EvaluationSet.MEMBERS);
      PredictedSet nonMembers = predictions.of(EvaluationSet.TEST);
      PredictedSet forget = predictions.of(EvaluationSet.FORGET);
      MembershipInference attack = new MembershipInference(members, nonMembers, forget);
      double score = attack.supportVectorScore(AttackFeature.CONFIDENCE);
      add(
          metric,
          definition(AttackFeature.CONFIDENCE),
          (int) Math.round(score * forget.size()),
          forget.size());
      definitions.put("members", protocol.members().definition());
      details.put(definition(AttackFeature.CONFIDENCE), score);
      for (AttackFeature feature : protocol.attacks()) {
        details.computeIfAbsent(definition(feature), d -> attack.supportVectorScore(feature));
      }
      MembershipInference.ThresholdAttack threshold = attack.thresholdAttack();
      details.put("mia.threshold_confidence_forget", threshold.score());
      details.put("mia.threshold_confidence_balanced_accuracy", threshold.balancedAccuracy());
      details.put("mia.auc_confidence_members", attack.aucMembers());
      details.put("mia.auc_confidence_forget", attack.aucForget());
      if (members.size() != nonMembers.size()) {
        warnings.add(
            "mia: %d members against %d non-members; the attack leans towards the larger side"
                .formatted(members.size(), nonMembers.size()));
      }
    }

    private static String definition(AttackFeature feature) {
      return "mia.svc_" + feature.name().toLowerCase(Locale.ROOT) + "_forget";
    }

    private void warnAboutSize() {
      if (predictions.has(EvaluationSet.FORGET)) {
        int n = predictions.of(EvaluationSet.FORGET).size();
        if (n < FEW) {
          warnings.add(
              "the forget set has %d records: one record moves ua and mia by %.1f points"
                  .formatted(n, 100.0 / n));
        }
      }
    }
  }
}
