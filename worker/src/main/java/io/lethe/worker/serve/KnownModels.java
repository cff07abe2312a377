package io.lethe.worker.serve;

import io.lethe.gateway.Origin;
import io.lethe.gateway.RunEntry;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.request.ModelSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What runs say about models: those that they made, and those that they were asked about. */
final class KnownModels {
  private static final Map<String, Origin> STAGES =
      Map.of("train", Origin.TRAINED, "unlearn", Origin.UNLEARNED);

  private final Map<String, Known> byRef = new HashMap<>();

  KnownModels(List<RunEntry> runs) {
    runs.forEach(this::asked);
    runs.forEach(this::made);
  }

  /**
   * What is known of a model.
   *
   * @param architecture name in the architecture registry
   * @param classes number of classes
   * @param run the run that made it
   * @param origin how it came there; empty where a run only used it
   */
  record Known(String architecture, int classes, Optional<String> run, Optional<Origin> origin) {}

  private void asked(RunEntry entry) {
    ModelSpec model = entry.request().model();
    model
        .ref()
        .ifPresent(
            ref ->
                byRef.put(
                    ref,
                    new Known(
                        model.architecture(),
                        model.classes(),
                        Optional.empty(),
                        Optional.empty())));
  }

  /** What a stage made stays where it was when the result names a released copy. */
  private void made(RunEntry entry) {
    for (StageResult stage : entry.record().map(RunRecord::stages).orElse(List.<StageResult>of())) {
      ArtifactRef weights = stage.artifacts().get("model");
      if (weights != null && STAGES.containsKey(stage.stage())) {
        ModelSpec model = entry.request().model();
        byRef.put(
            weights.key(),
            new Known(
                model.architecture(),
                model.classes(),
                Optional.of(entry.name()),
                Optional.of(STAGES.get(stage.stage()))));
      }
    }
  }

  Optional<Known> find(String ref) {
    return Optional.ofNullable(byRef.get(ref));
  }

  /** The model whose content has that digest, or one that begins so. */
  Optional<Known> ofContent(String digits) {
    return byRef.entrySet().stream()
        .filter(known -> known.getKey().contains("/" + digits))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Every reference that a run has used or made. */
  Set<String> refs() {
    return Set.copyOf(byRef.keySet());
  }
}
