package io.lethe.activities.release;

import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.activities.Workspace;
import io.lethe.activities.inputs.Locations;
import io.lethe.activities.inputs.Manifests;
import io.lethe.store.CompareAndSet;
import io.lethe.store.Location;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.Publication;
import io.lethe.workflows.contract.PublishInput;
import io.lethe.workflows.request.PublishSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Releases a result: copies into a folder named by the model's digest, then the alias moved to it.
 *
 * <p>{@code <to>/versions/<first 16 digits>/{unlearned|trained}.safetensors} with its manifest and
 * key beside it, {@code mask.safetensors}, {@code result.json}; {@code <to>/<alias>.json} names the
 * version. Doing it again changes nothing.
 */
public final class Publisher {
  private static final int VERSION_DIGITS = 16;
  private static final List<String> MODELS = List.of("unlearned", "trained");
  private static final Map<String, String> FILES =
      Map.of(
          "unlearned", "unlearned.safetensors",
          "trained", "trained.safetensors",
          "mask", "mask.safetensors",
          "lossCurve", "loss-curve.json",
          "maskShares", "mask-shares.json");

  private final Workspace workspace;

  /** Publishes from and into that workspace's store. */
  public Publisher(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * What an alias object holds.
   *
   * @param version folder of the version
   * @param model the model's weights
   * @param run name of the run that released it
   */
  public record Alias(String version, ArtifactRef model, String run) {}

  /** Releases the artifacts and moves the alias. */
  public Publication publish(PublishInput input) {
    PublishSpec spec = input.run().request().publish().orElseThrow();
    Location to = Locations.parse("publish.to", spec.to());
    workspace.store().createBucketIfMissing(to.bucket());
    String role = MODELS.stream().filter(input.artifacts()::containsKey).findFirst().orElseThrow();
    ArtifactRef model = input.artifacts().get(role);
    Location version = to.resolve("versions/" + model.sha256().substring(0, VERSION_DIGITS));
    Map<String, ArtifactRef> released = new LinkedHashMap<>();
    input
        .artifacts()
        .forEach(
            (name, ref) -> {
              if (FILES.containsKey(name)) {
                released.put(name, copy(ref, version.resolve(FILES.get(name))));
              }
            });
    manifest(model, Location.parse(released.get(role).key()))
        .ifPresent(ref -> released.put("manifest", ref));
    workspace.store().put(version.resolve("result.json"), Json.pretty(input.result()));
    Location alias = to.resolve(spec.alias() + ".json");
    Alias target = new Alias(version.toString(), released.get(role), input.run().request().name());
    CompareAndSet.update(workspace.store(), alias, present -> Json.bytes(target));
    return new Publication(version.toString(), alias.toString(), released);
  }

  private ArtifactRef copy(ArtifactRef ref, Location to) {
    workspace.store().put(to, workspace.fetch(ref));
    return new ArtifactRef(to.toString(), ref.sha256(), ref.bytes());
  }

  /** The manifest and its key go with the model, so that the next request knows what it knew. */
  private Optional<ArtifactRef> manifest(ArtifactRef model, Location released) {
    return Manifests.beside(workspace.store(), Location.parse(model.key()))
        .map(
            manifest -> {
              if (manifest.assumed()) {
                workspace.store().put(Layout.assumption(released), new byte[] {'\n'});
              }
              manifest.storeBeside(workspace.store(), released);
              return workspace.write(Layout.manifest(released), manifest.manifest().write());
            });
  }
}
