package io.lethe.activities.stage;

import io.lethe.activities.Json;
import io.lethe.activities.Workspace;
import io.lethe.activities.inputs.Models;
import io.lethe.activities.inputs.StageInputs;
import io.lethe.activities.slice.SliceOutcome;
import io.lethe.formats.Mask;
import io.lethe.formats.Safetensors;
import io.lethe.unlearning.Resumable;
import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.data.BatchLoader;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.model.ModelFile;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.saliency.MaskBuilder;
import io.lethe.unlearning.saliency.MaskShares;
import io.lethe.unlearning.saliency.SaliencyRun;
import io.lethe.unlearning.saliency.SaliencyScores;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.StageInput;
import io.lethe.workflows.request.MaskSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Saliency over D_f and the mask of one fraction. Images are not augmented and go in order, so that
 * the mask is a function of model and forget set alone.
 */
final class MaskStage implements Stage<SaliencyScores> {
  private final Workspace workspace;
  private final StageInput input;
  private final MaskSpec spec;

  MaskStage(Workspace workspace, StageInput input) {
    this.workspace = workspace;
    this.input = input;
    this.spec = input.run().request().method().mask().orElseThrow();
  }

  @Override
  public String name() {
    return "mask";
  }

  @Override
  public String key() {
    return StageKeys.of(
        name(),
        input,
        spec.fraction(),
        spec.score(),
        spec.mode(),
        spec.weighting(),
        input.run().request().method().batchSize());
  }

  @Override
  public Resumable<SaliencyScores> work(StageInputs inputs) {
    ModelFile weights = StageInputs.weights(workspace, input.run(), model());
    Network network = Models.load(inputs.request().model(), weights, inputs.device());
    Dataset data = inputs.dataset().data();
    return new Owned<>(
        new SaliencyRun(
            network,
            data,
            new BatchLoader(data, Augmentation.NONE, inputs.request().seed(), "saliency"),
            inputs.sets().forget(),
            inputs.request().method().batchSize(),
            MethodSettings.saliency(spec)),
        network);
  }

  private ArtifactRef model() {
    return input.admission().model().orElseThrow();
  }

  @Override
  public Made complete(StageInputs inputs, SliceOutcome.Finished<SaliencyScores> finished) {
    Map<String, String> metadata =
        Map.of("model", model().sha256(), "forget", input.admission().forgetDigest());
    Mask mask = MaskBuilder.build(finished.result(), spec.fraction(), metadata);
    Map<String, ArtifactRef> artifacts = new LinkedHashMap<>();
    artifacts.put("mask", workspace.put(Safetensors.toBytes(mask.toFile())));
    artifacts.put("maskShares", workspace.put(Json.pretty(MaskShares.byLayer(mask))));
    return new Made(artifacts, Optional.empty(), List.of());
  }
}
