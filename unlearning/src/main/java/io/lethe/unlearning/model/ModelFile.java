package io.lethe.unlearning.model;

import io.lethe.formats.Safetensors;
import io.lethe.formats.TensorFile;
import io.lethe.formats.torchscript.ScriptArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file of weights: safetensors for the registered architectures, or a TorchScript archive, which
 * brings its architecture along.
 *
 * @param tensors the weights by name
 * @param script the archive they are from, for TorchScript
 */
public record ModelFile(TensorFile tensors, Optional<ScriptArchive> script) {
  /** Weights of a registered architecture. */
  public static ModelFile of(TensorFile tensors) {
    return new ModelFile(tensors, Optional.empty());
  }

  /** A TorchScript classifier. */
  public static ModelFile of(ScriptArchive script) {
    return new ModelFile(script.values(), Optional.of(script));
  }

  /**
   * Reads a file for an architecture.
   *
   * @throws io.lethe.formats.MalformedFileException if it is not of the kind that the architecture
   *     needs, or damaged
   */
  public static ModelFile read(Architecture architecture, Path file) {
    return architecture.scripted() ? of(ScriptArchive.read(file)) : of(Safetensors.read(file));
  }

  /** A file of the same kind and the same code with other weights. */
  public byte[] withWeights(TensorFile weights) {
    return script.map(s -> s.with(weights).toBytes()).orElseGet(() -> Safetensors.toBytes(weights));
  }

  /**
   * Names of the parameters whose initialisation had to be guessed where the model is trained from
   * fresh weights.
   */
  public List<String> guessedInitialisation() {
    return script.map(ScriptInitializers::guessed).orElse(List.of());
  }

  /** Whether a file is a ZIP archive, as TorchScript is and safetensors is not. */
  public static boolean isArchive(Path file) {
    try {
      return ScriptArchive.isZip(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
