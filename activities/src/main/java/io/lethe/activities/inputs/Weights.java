package io.lethe.activities.inputs;

import io.lethe.activities.Workspace;
import io.lethe.formats.MalformedFileException;
import io.lethe.store.DigestMismatchException;
import io.lethe.store.Location;
import io.lethe.store.ReadAgain;
import io.lethe.store.StoredArtifact;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.ModelFile;
import io.lethe.workflows.contract.ArtifactRef;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of weights by reference. */
public final class Weights {
  private static final Pattern CONTENT_NAMED = Pattern.compile("(?:^|/)sha256/../([0-9a-f]{64})$");

  /** What {@link io.lethe.activities.release.Publisher} names by the first digits. */
  private static final Pattern VERSION =
      Pattern.compile("/versions/([0-9a-f]{16})/(?:unlearned|trained)\\.(?:safetensors|pt)$");

  private final Workspace workspace;
  private final KnownContent<StoredArtifact> known;

  /** Weights of a workspace. */
  public Weights(Workspace workspace) {
    this(workspace, KnownContent.none());
  }

  /**
   * Weights of a workspace, for plans.
   *
   * @param known digests that need not be computed again
   */
  public Weights(Workspace workspace, KnownContent<StoredArtifact> known) {
    this.workspace = workspace;
    this.known = known;
  }

  /**
   * Finds out digest and size of what a person named.
   *
   * @param field request field of the reference
   * @param ref {@code s3://bucket/key}
   * @param expected the digest it must have, where known
   * @throws InvalidInputException naming the field if the object is missing or has another digest
   *     than the request says
   * @throws DigestMismatchException if it has another digest than its name says
   */
  public ArtifactRef identify(String field, String ref, Optional<String> expected) {
    Location location = Locations.parse(field, ref);
    StoredArtifact found =
        Locations.found(field, ref, () -> ReadAgain.ifDamaged(() -> asNamed(location)));
    expected
        .filter(digest -> !digest.equals(found.sha256()))
        .ifPresent(
            digest -> {
              throw mismatch(field.replace(".ref", ".sha256"), found.sha256(), digest);
            });
    return Workspace.ref(found);
  }

  private StoredArtifact asNamed(Location location) {
    StoredArtifact found =
        known.of(
            workspace.store(), List.of(location), () -> workspace.content().identify(location));
    for (Pattern pattern : List.of(CONTENT_NAMED, VERSION)) {
      Matcher named = pattern.matcher(location.key());
      if (named.find() && !found.sha256().startsWith(named.group(1))) {
        throw new DigestMismatchException(location, named.group(1), found.sha256());
      }
    }
    return found;
  }

  private static InvalidInputException mismatch(String field, String found, String expected) {
    return new InvalidInputException(
        field, "digest mismatch: found %s, expected %s".formatted(found, expected));
  }

  /**
   * Reads a file of weights.
   *
   * @param architecture decides between safetensors and TorchScript
   * @throws InvalidInputException naming the field if it is not of that kind
   * @throws DigestMismatchException if it has another digest
   */
  public ModelFile read(String field, String architecture, ArtifactRef ref) {
    try {
      return ModelFile.read(Architectures.get(architecture), workspace.fetch(ref));
    } catch (MalformedFileException e) {
      throw new InvalidInputException(field, "'%s': %s".formatted(ref.key(), e.getMessage()));
    }
  }
}
