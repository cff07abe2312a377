package io.lethe.gateway.lethe;

import io.lethe.gateway.RunEntry;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.StageResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What a run has made so far, by role. */
final class Artifacts {
  /**
   * What is given out. Everything else stays where it is: manifests are digests of record ids, and
   * whoever has the key beside them knows the ids.
   */
  private static final Set<String> GIVEN_OUT =
      Set.of("unlearned", "trained", "mask", "maskShares", "lossCurve", "sparsity", "comparison");

  private static final String MODEL = "model";
  private static final Map<String, String> MODELS =
      Map.of("unlearn", "unlearned", "train", "trained");

  private Artifacts() {}

  /** Those of finished stages, then those of the result, under its names of roles. */
  static Map<String, ArtifactRef> of(RunEntry entry) {
    Map<String, ArtifactRef> artifacts = new LinkedHashMap<>();
    entry
        .record()
        .ifPresent(
            record -> {
              record.stages().forEach(stage -> add(stage, artifacts));
              record.result().ifPresent(result -> artifacts.putAll(result.artifacts()));
            });
    return artifacts;
  }

  private static void add(StageResult stage, Map<String, ArtifactRef> artifacts) {
    stage
        .artifacts()
        .forEach(
            (role, ref) ->
                artifacts.put(
                    role.equals(MODEL) ? MODELS.getOrDefault(stage.stage(), MODEL) : role, ref));
  }

  /** Whether the artifact of that role may be downloaded. */
  static boolean givenOut(String role) {
    return GIVEN_OUT.contains(role);
  }
}
