package io.lethe.activities.release;

import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.activities.Workspace;
import io.lethe.activities.inputs.Locations;
import io.lethe.activities.inputs.Manifests;
import io.lethe.formats.Digests;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.unlearning.model.ModelFile;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.Publication;
import io.lethe.workflows.contract.PublishInput;
import io.lethe.workflows.request.PublishSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases a result: copies into a folder named by the model's digest, then the alias moved to it.
 *
 * <p>{@code <to>/versions/<first 16 digits>/{unlearned|trained}.safetensors} ({@code .pt} for
 * TorchScript) with its manifest and key beside it, {@code mask.safetensors}, {@code result.json};
 * {@code <to>/<alias>.json} names the version. Doing it again changes nothing: what is there with
 * the same content is not written, and an attempt that has been overtaken writes nothing any more
 * ({@link ReleaseAttempt}).
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

  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

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
   * @param turn number of the release under this alias; it only rises; absent in aliases written
   *     before there were turns
   */
  public record Alias(String version, ArtifactRef model, String run, Optional<Long> turn) {
    Alias at(long other) {
      return new Alias(version, model, run, Optional.of(other));
    }
  }

  /**
   * Releases the artifacts and moves the alias.
   *
   * @throws io.lethe.store.FencedException if a later attempt at this release has begun
   */
  public Publication publish(PublishInput input) {
    PublishSpec spec = input.run().request().publish().orElseThrow();
    Location to = Locations.parse("publish.to", spec.to());
    workspace.store().createBucketIfMissing(to.bucket());
    String role = MODELS.stream().filter(input.artifacts()::containsKey).findFirst().orElseThrow();
    ArtifactRef model = input.artifacts().get(role);
    ReleaseAttempt attempt =
        ReleaseAttempt.begin(workspace.store(), to, spec.alias(), release(input, model));
    String run = input.run().request().name();
    LOG.info("run {}: publishes with token {}", run, attempt.token());
    Location version = to.resolve("versions/" + model.sha256().substring(0, VERSION_DIGITS));
    Map<String, ArtifactRef> released = new LinkedHashMap<>();
    input
        .artifacts()
        .forEach(
            (name, ref) -> {
              if (FILES.containsKey(name)) {
                released.put(name, copy(attempt, ref, version.resolve(file(name, ref))));
                LOG.debug("run {}: released {}", run, name);
              }
            });
    manifest(attempt, model, Location.parse(released.get(role).key()))
        .ifPresent(ref -> released.put("manifest", ref));
    attempt.write(version.resolve("result.json"), Json.pretty(input.result()));
    LOG.debug("run {}: released result", run);
    Alias held =
        attempt.move(new Alias(version.toString(), released.get(role), run, Optional.empty()));
    LOG.info("run {}: published; {} names run {}", run, attempt.alias(), held.run());
    return new Publication(version.toString(), attempt.alias().toString(), released);
  }

  /** The same for every attempt, another one for every other request or result. */
  private static String release(PublishInput input, ArtifactRef model) {
    String content = input.run().requestDigest() + " " + model.sha256();
    return input.run().request().name() + "-" + Digests.sha256(content).substring(0, 16);
  }

  /** A TorchScript model keeps the ending that PyTorch's users know. */
  private String file(String role, ArtifactRef ref) {
    return MODELS.contains(role) && ModelFile.isArchive(workspace.fetch(ref))
        ? role + ".pt"
        : FILES.get(role);
  }

  private ArtifactRef copy(ReleaseAttempt attempt, ArtifactRef ref, Location to) {
    Path file = workspace.fetch(ref);
    if (ref.bytes() <= ObjectStore.MAX_SMALL_BYTES) {
      attempt.write(to, read(file));
    } else if (!holds(to, ref)) {
      attempt.requireNewest();
      workspace.store().put(to, file);
    }
    return new ArtifactRef(to.toString(), ref.sha256(), ref.bytes());
  }

  private boolean holds(Location place, ArtifactRef ref) {
    return workspace.store().head(place).filter(info -> info.size() == ref.bytes()).isPresent()
        && workspace.content().identify(place).sha256().equals(ref.sha256());
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The manifest and its key go with the model, so that the next request knows what it knew. */
  private Optional<ArtifactRef> manifest(
      ReleaseAttempt attempt, ArtifactRef model, Location released) {
    return Manifests.beside(workspace.store(), Location.parse(model.key()))
        .map(
            manifest -> {
              if (manifest.assumed()) {
                attempt.write(Layout.assumption(released), new byte[] {'\n'});
              }
              manifest.copyBeside(released, attempt::write);
              byte[] bytes = manifest.manifest().write();
              return new ArtifactRef(
                  Layout.manifest(released).toString(), Digests.sha256(bytes), bytes.length);
            });
  }
}
