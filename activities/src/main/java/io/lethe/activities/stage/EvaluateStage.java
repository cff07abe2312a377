package io.lethe.activities.stage;

import io.lethe.activities.Workspace;
import io.lethe.activities.inputs.Models;
import io.lethe.activities.inputs.RecordSets;
import io.lethe.activities.inputs.StageInputs;
import io.lethe.activities.slice.SliceOutcome;
import io.lethe.unlearning.Resumable;
import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.data.BatchLoader;
import io.lethe.unlearning.data.Partition;
import io.lethe.unlearning.metric.AttackFeature;
import io.lethe.unlearning.metric.EvaluationProtocol;
import io.lethe.unlearning.metric.EvaluationRun;
import io.lethe.unlearning.metric.EvaluationSet;
import io.lethe.unlearning.metric.Interval;
import io.lethe.unlearning.metric.Members;
import io.lethe.unlearning.metric.Metrics;
import io.lethe.unlearning.metric.Predictions;
import io.lethe.unlearning.model.Network;
import io.lethe.workflows.contract.Evaluation;
import io.lethe.workflows.contract.StageInput;
import io.lethe.workflows.request.Request;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Metrics of one model over D_f, D_r and the test records. */
final class EvaluateStage implements Stage<Predictions> {
  private static final Set<String> NEED_FORGET = Set.of("ua", "mia");

  /** Images a forward pass; only speed depends on it. */
  private static final int BATCH = 256;

  private final Workspace workspace;
  private final StageInput input;

  EvaluateStage(Workspace workspace, StageInput input) {
    this.workspace = workspace;
    this.input = input;
  }

  @Override
  public String name() {
    return "evaluate";
  }

  @Override
  public String key() {
    return StageKeys.of(name(), input, input.run().request().evaluate());
  }

  @Override
  public Resumable<Predictions> work(StageInputs inputs) {
    Network network =
        Models.load(
            inputs.request().model(),
            StageInputs.weights(workspace, input.run(), input.subject().orElseThrow()),
            inputs.device());
    BatchLoader loader =
        new BatchLoader(
            inputs.dataset().data(), Augmentation.NONE, inputs.request().seed(), "evaluate");
    return new Owned<>(
        new EvaluationRun(
            records -> network.logits(records, loader),
            inputs.dataset().data().index(),
            sets(inputs),
            BATCH,
            network.outputs() > network.classes()
                ? OptionalInt.of(network.classes())
                : OptionalInt.empty()),
        network);
  }

  private static Map<EvaluationSet, int[]> sets(StageInputs inputs) {
    Set<String> metrics = metrics(inputs.request(), inputs.sets());
    RecordSets records = inputs.sets();
    Map<EvaluationSet, int[]> sets = new EnumMap<>(EvaluationSet.class);
    if (metrics.contains("ua") || metrics.contains("mia")) {
      sets.put(EvaluationSet.FORGET, records.forget());
    }
    if (metrics.contains("ra")) {
      sets.put(EvaluationSet.RETAIN, records.retain());
    }
    if (metrics.contains("ta") || metrics.contains("mia")) {
      sets.put(EvaluationSet.TEST, records.test());
    }
    if (metrics.contains("ta") && records.testWithoutForgottenClass()) {
      sets.put(EvaluationSet.TEST_ALL, inputs.dataset().data().index().positions(Partition.TEST));
    }
    if (metrics.contains("mia")) {
      sets.put(
          EvaluationSet.MEMBERS,
          records
              .members()
              .orElseGet(
                  () ->
                      members(inputs.request())
                          .choose(
                              records.retain(), records.test().length, inputs.request().seed())));
    }
    return sets;
  }

  /** How members are chosen where the request lists none. */
  private static Members members(Request request) {
    return request.evaluate().members().map(Members::parse).orElse(Members.SEEDED);
  }

  /** The metrics that make sense: without D_f there is nothing to have forgotten. */
  private static Set<String> metrics(Request request, RecordSets sets) {
    Set<String> metrics = new LinkedHashSet<>(request.evaluate().metrics());
    if (sets.forget().length == 0) {
      metrics.removeAll(NEED_FORGET);
    }
    return metrics;
  }

  @Override
  public Made complete(StageInputs inputs, SliceOutcome.Finished<Predictions> finished) {
    RecordSets sets = inputs.sets();
    Metrics metrics =
        Metrics.compute(
            finished.result(),
            new EvaluationProtocol(
                metrics(inputs.request(), sets),
                inputs.request().evaluate().attacks().orElse(List.of()).stream()
                    .map(AttackFeature::parse)
                    .collect(Collectors.toSet()),
                sets.members().isPresent() ? Members.LISTED : members(inputs.request()),
                sets.testWithoutForgottenClass()));
    Map<String, List<Double>> intervals = new LinkedHashMap<>();
    metrics.intervals().forEach((name, interval) -> intervals.put(name, ends(interval)));
    Evaluation evaluation =
        new Evaluation(
            metrics.metrics(),
            metrics.definitions(),
            intervals,
            metrics.details(),
            metrics.warnings());
    return new Made(Map.of(), Optional.of(evaluation), List.of());
  }

  private static List<Double> ends(Interval interval) {
    return List.of(interval.low(), interval.high());
  }
}
