package io.lethe.worker.runtime;

import io.lethe.activities.Layout;
import io.lethe.formats.Digests;
import io.lethe.store.DigestMismatchException;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.store.Versioned;
import io.lethe.unlearning.model.ModelFile;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.RunResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A result as files in a folder: the weights (safetensors, or {@code .pt} for TorchScript) with
 * their training manifest, the mask (of a comparison, its cells) and {@code result.json}.
 */
public final class ResultFiles {
  private static final String COMPARISON = "comparison";

  /** Roles whose artifacts people ask for. */
  private static final Set<String> ROLES = Set.of("unlearned", "trained", "mask", COMPARISON);

  private final ObjectStore store;

  /** Files of results in a store. */
  public ResultFiles(ObjectStore store) {
    this.store = store;
  }

  /**
   * Writes the files; each is complete and has the digest of the result, or is not there.
   *
   * @param folder created if need be
   * @throws DigestMismatchException if the store delivers other bytes than the result names
   */
  public void write(RunResult result, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, ArtifactRef> artifact : result.artifacts().entrySet()) {
      if (ROLES.contains(artifact.getKey())) {
        String name = fetch(artifact.getValue(), folder, artifact.getKey());
        manifest(Location.parse(artifact.getValue().key()), folder, name);
      }
    }
    Wire.mapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(folder.resolve("result.json").toFile(), result);
  }

  /** The training manifest travels with its model, under the names that an import looks for. */
  private void manifest(Location model, Path folder, String name) throws IOException {
    if (store.head(Layout.manifestKey(model)).isEmpty()) {
      return;
    }
    copySecret(Layout.manifestKey(model), folder.resolve(name + ".manifest.key"));
    copy(Layout.assumption(model), folder.resolve(name + ".manifest.assumed"));
    copy(Layout.manifest(model), folder.resolve(name + ".manifest.json"));
  }

  private void copy(Location location, Path file) throws IOException {
    Optional<Versioned> found = store.find(location);
    if (found.isPresent()) {
      Files.write(file, found.get().bytes());
    }
  }

  /** The key tells whoever has it which records were in: only the owner may read it. */
  private void copySecret(Location location, Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    copy(location, file);
  }

  /** Writes the file under the name of its role; returns it with its ending. */
  private String fetch(ArtifactRef artifact, Path folder, String role) throws IOException {
    Path draft = Files.createTempFile(folder, role, ".part");
    try {
      Location location = Location.parse(artifact.key());
      try (InputStream in = store.open(location)) {
        Files.copy(in, draft, StandardCopyOption.REPLACE_EXISTING);
      }
      String found = Digests.sha256(draft);
      if (!found.equals(artifact.sha256())) {
        throw new DigestMismatchException(location, artifact.sha256(), found);
      }
      String name = role + ending(role, draft);
      Files.move(
          draft,
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return name;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static String ending(String role, Path file) throws IOException {
    if (role.equals(COMPARISON)) {
      return ".json";
    }
    return ModelFile.isArchive(file) ? ".pt" : ".safetensors";
  }
}
