package io.lethe.gateway.lethe;

import io.lethe.gateway.RunEntry;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.StageResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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

  /** Where they are for people: those of finished stages, then those of the result, as released. */
  static Map<String, ArtifactRef> of(RunEntry entry) {
    Map<String, ArtifactRef> artifacts = new LinkedHashMap<>();
    entry.record().ifPresent(record -> artifacts.putAll(made(record.stages())));
    artifacts.putAll(ofResult(entry));
    return artifacts;
  }

  /**
   * Where one can be read, the best place first. A released copy may lie in a bucket that the
   * gateway does not reach; what the stage has made is the same content.
   */
  static List<ArtifactRef> places(RunEntry entry, String role) {
    return Stream.of(
            entry.record().map(record -> made(record.stages())).orElse(Map.of()), ofResult(entry))
        .flatMap(artifacts -> Stream.ofNullable(artifacts.get(role)))
        .toList();
  }

  private static Map<String, ArtifactRef> ofResult(RunEntry entry) {
    return entry.record().flatMap(RunRecord::result).map(RunResult::artifacts).orElse(Map.of());
  }

  /** Those of finished stages, under the result's names of roles. */
  static Map<String, ArtifactRef> made(List<StageResult> stages) {
    Map<String, ArtifactRef> artifacts = new LinkedHashMap<>();
    stages.forEach(stage -> add(stage, artifacts));
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
