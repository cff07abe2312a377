package io.lethe.activities.inputs;

import ai.djl.Device;
import io.lethe.activities.Workspace;
import io.lethe.store.Location;
import io.lethe.unlearning.compute.Devices;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.ModelFile;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.request.Request;
import java.util.Optional;

/**
 * What the stages of a run work on, loaded.
 *
 * @param request the request
 * @param dataset the records
 * @param sets which of them are forgotten, retained, tested
 * @param manifest what the model was trained on, where known
 * @param code digest of the code that a TorchScript model brings along; empty for the registered
 *     architectures
 * @param device where to compute
 */
public record StageInputs(
    Request request,
    LoadedDataset dataset,
    RecordSets sets,
    Optional<Manifests> manifest,
    Optional<String> code,
    Device device) {

  /** Loads them; data that this process has decoded before is not decoded again. */
  public static StageInputs load(Workspace workspace, RunInput run) {
    return load(workspace, run, KnownContent.none());
  }

  /**
   * Loads them, for a plan.
   *
   * @param manifests training manifests that need not be read again
   */
  public static StageInputs load(
      Workspace workspace, RunInput run, KnownContent<Optional<Manifests>> manifests) {
    Request request = run.request();
    Device device = Devices.parse(request.compute().device());
    LoadedDataset dataset =
        workspace.datasets().open(workspace.store(), request.dataset(), request.model().classes());
    Optional<Location> model = request.model().ref().or(run::population).map(Location::parse);
    Optional<Manifests> manifest =
        model.flatMap(place -> Manifests.beside(workspace.store(), place, manifests));
    manifest.ifPresent(known -> known.requireFit(model.orElseThrow(), dataset));
    RecordSets sets = RecordSets.of(workspace.store(), request, dataset.data().index(), manifest);
    return new StageInputs(request, dataset, sets, manifest, code(workspace, run), device);
  }

  private static Optional<String> code(Workspace workspace, RunInput run) {
    if (!Architectures.get(run.request().model().architecture()).scripted()) {
      return Optional.empty();
    }
    return run.request()
        .model()
        .ref()
        .or(run::population)
        .map(ref -> new Weights(workspace).identify("model.ref", ref, Optional.empty()))
        .map(ref -> weights(workspace, run, ref).script().orElseThrow().codeSha256());
  }

  /** Weights of a model of the run. */
  public static ModelFile weights(Workspace workspace, RunInput run, ArtifactRef model) {
    return new Weights(workspace).read("model.ref", run.request().model().architecture(), model);
  }

  /** Weights of the model that a training stands beside: a baseline takes its normalisation. */
  public static Optional<ModelFile> besideTraining(Workspace workspace, RunInput run) {
    return run.population()
        .map(ref -> new Weights(workspace).identify("model.ref", ref, Optional.empty()))
        .map(ref -> weights(workspace, run, ref));
  }
}
