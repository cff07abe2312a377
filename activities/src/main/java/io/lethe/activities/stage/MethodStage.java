package io.lethe.activities.stage;

import io.lethe.activities.Json;
import io.lethe.activities.Workspace;
import io.lethe.activities.inputs.Models;
import io.lethe.activities.inputs.StageInputs;
import io.lethe.activities.release.Baselines;
import io.lethe.activities.release.ModelMemory;
import io.lethe.activities.slice.SliceOutcome;
import io.lethe.formats.Mask;
import io.lethe.formats.Safetensors;
import io.lethe.formats.TensorFile;
import io.lethe.store.Location;
import io.lethe.unlearning.Resumable;
import io.lethe.unlearning.method.UnlearningData;
import io.lethe.unlearning.method.UnlearningMethod;
import io.lethe.unlearning.method.UnlearningMethods;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.ModelFile;
import io.lethe.unlearning.model.Network;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.StageInput;
import io.lethe.workflows.request.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An unlearning method, or training from fresh weights. */
final class MethodStage implements Stage<TensorFile> {
  private final String name;
  private final Workspace workspace;
  private final StageInput input;

  MethodStage(String name, Workspace workspace, StageInput input) {
    this.name = name;
    this.workspace = workspace;
    this.input = input;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String key() {
    Request request = input.run().request();
    return StageKeys.of(name, input, request.method(), request.determinism());
  }

  @Override
  public Resumable<TensorFile> work(StageInputs inputs) {
    Request request = inputs.request();
    UnlearningMethod method = MethodSettings.method(request.method());
    Optional<ModelFile> original = original();
    Network network =
        method.startsFresh()
            ? Models.fresh(request.model(), original, request.seed(), inputs.device())
            : Models.load(request.model(), original.orElseThrow(), inputs.device());
    network.useLayout(MethodSettings.layout(request));
    return new Owned<>(
        method.start(
            new UnlearningData(
                inputs.dataset().data(), inputs.sets().forget(), inputs.sets().retain()),
            MethodSettings.hyperparameters(request),
            network,
            input.mask().map(this::mask)),
        network);
  }

  /** θ₀, or the model that a training stands beside. */
  private Optional<ModelFile> original() {
    return input
        .admission()
        .model()
        .map(model -> StageInputs.weights(workspace, input.run(), model))
        .or(() -> StageInputs.besideTraining(workspace, input.run()));
  }

  private Mask mask(ArtifactRef ref) {
    return Mask.fromFile(Safetensors.read(workspace.fetch(ref)));
  }

  @Override
  public Made complete(StageInputs inputs, SliceOutcome.Finished<TensorFile> finished) {
    Optional<ModelFile> script =
        Architectures.get(inputs.request().model().architecture()).scripted()
            ? original()
            : Optional.empty();
    ModelFile kind = script.orElseGet(() -> ModelFile.of(finished.result()));
    ArtifactRef model = workspace.put(kind.withWeights(finished.result()));
    Location place = Location.parse(model.key());
    boolean fresh = UnlearningMethods.get(inputs.request().method().name()).startsFresh();
    ModelMemory memory = new ModelMemory(workspace.store());
    ArtifactRef manifest = fresh ? memory.trained(place, inputs) : memory.unlearned(place, inputs);
    if (fresh && input.mask().isEmpty()) {
      new Baselines(workspace).register(inputs, model);
    }
    Map<String, ArtifactRef> artifacts = new LinkedHashMap<>();
    artifacts.put("model", model);
    artifacts.put("manifest", manifest);
    artifacts.put("lossCurve", workspace.put(Json.bytes(finished.curve())));
    if (inputs.request().method().name().equals("l1-sparse")) {
      artifacts.put("sparsity", workspace.put(Json.pretty(Sparsity.of(finished.result()))));
    }
    return new Made(artifacts, Optional.empty(), fresh ? guesses(kind) : List.of());
  }

  /** A module's file does not say how its author initialised it. */
  private static List<String> guesses(ModelFile file) {
    List<String> guessed = file.guessedInitialisation();
    return guessed.isEmpty()
        ? List.of()
        : List.of(
            "fresh weights: no layer of torch's holds %s; their initial values follow their shape"
                .formatted(String.join(", ", guessed)));
  }
}
