package io.lethe.activities.release;

import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.activities.Workspace;
import io.lethe.activities.inputs.Manifests;
import io.lethe.activities.inputs.StageInputs;
import io.lethe.formats.CanonicalJson;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.request.MethodSpec;
import io.lethe.workflows.request.ModelSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Models trained from fresh weights, found again by content: data set, architecture, recipe, and
 * exactly the records wanted.
 *
 * <p>Which records a baseline was trained on is asked of its own training manifest, under its own
 * key, so that no digest of a forget set is shared between requests. The seed does not count.
 */
public final class Baselines {
  private final Workspace workspace;

  /** Baselines of a workspace. */
  public Baselines(Workspace workspace) {
    this.workspace = workspace;
  }

  /** Notes a trained model; its manifest is already beside it. */
  public void register(StageInputs inputs, ArtifactRef model) {
    String recipe = recipeKey(inputs, inputs.request().method());
    workspace.store().putIfAbsent(Layout.baseline(recipe, model.sha256()), Json.bytes(model));
  }

  /** A model trained by that recipe on exactly D_r of the inputs. */
  public Optional<ArtifactRef> find(StageInputs inputs, MethodSpec recipe) {
    List<String> wanted = inputs.dataset().data().index().ids(inputs.sets().retain());
    String prefix = Layout.baselines(recipeKey(inputs, recipe));
    try (Stream<ObjectInfo> entries = workspace.store().list(Layout.BUCKET, prefix)) {
      return entries
          .map(entry -> entry.location())
          .map(at -> Json.read(at, workspace.store().read(at).bytes(), ArtifactRef.class))
          .filter(model -> knowsExactly(model, wanted))
          .findFirst();
    }
  }

  private boolean knowsExactly(ArtifactRef model, List<String> wanted) {
    Location place = Location.parse(model.key());
    return workspace.store().head(place).isPresent()
        && Manifests.beside(workspace.store(), place)
            .filter(manifest -> manifest.isExactly(wanted))
            .isPresent();
  }

  private static String recipeKey(StageInputs inputs, MethodSpec recipe) {
    ModelSpec model = inputs.request().model();
    Map<String, Object> content = new TreeMap<>();
    content.put("dataset", inputs.dataset().sha256());
    content.put("architecture", model.architecture());
    content.put("classes", model.classes());
    inputs.code().ifPresent(code -> content.put("code", code));
    content.put("recipe", recipe);
    content.put("determinism", inputs.request().determinism());
    return CanonicalJson.sha256(Wire.mapper(), content);
  }
}
