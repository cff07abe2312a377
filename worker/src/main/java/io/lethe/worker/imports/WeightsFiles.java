package io.lethe.worker.imports;

import io.lethe.formats.MalformedFileException;
import io.lethe.formats.torchscript.ScriptArchive;
import io.lethe.store.Location;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.ModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Files of weights: safetensors, or TorchScript for the architecture of that name; never a pickle,
 * because loading one runs its code.
 */
final class WeightsFiles {
  private static final Pattern PICKLE_NAME =
      Pattern.compile(".*\\.(pth|pt|th|ckpt|pkl|bin|tar)", Pattern.CASE_INSENSITIVE);

  private static final String HINT =
      "a pickle, which can run code when it is loaded; allowed: safetensors. To convert, in Python:"
          + " from safetensors.torch import save_file;"
          + " save_file(torch.load(FILE, weights_only=True), 'model.safetensors')"
          + " (a TorchScript file is allowed with architecture torchscript)";

  private WeightsFiles() {}

  /** Whether a file holds a TorchScript archive, or some other ZIP file. */
  static boolean isArchive(Path file) {
    return ModelFile.isArchive(file);
  }

  /** Refuses a reference whose name says that it is not what the architecture needs. */
  static void requireName(String field, String ref, String architecture) {
    if (!architecture.equals(Architectures.TORCHSCRIPT)) {
      requireNoPickleName(field, ref);
    } else if (ref.endsWith(".safetensors")) {
      throw new InvalidInputException(
          field,
          "found '%s'; allowed with architecture '%s': the file that torch.jit.script(model).save(FILE) wrote"
              .formatted(ref, architecture));
    }
  }

  private static void requireNoPickleName(String field, String ref) {
    if (PICKLE_NAME.matcher(ref).matches()) {
      throw new InvalidInputException(field, "found '%s', %s".formatted(ref, HINT));
    }
  }

  /**
   * Stages a file of weights.
   *
   * @throws InvalidInputException if it is empty, or not what the architecture needs, whatever its
   *     name
   */
  static Location stage(String field, Path file, String architecture, Staging staging)
      throws IOException {
    if (architecture.equals(Architectures.TORCHSCRIPT)) {
      script(field, file);
      return staging.weights(file);
    }
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(2);
    }
    if (head.length == 0) {
      throw new InvalidInputException(
          field, "found '%s', which is empty; allowed: safetensors".formatted(file.getFileName()));
    }
    // PyTorch's archives are ZIP files, its old format is a bare pickle of protocol 2.
    boolean zip = head.length == 2 && head[0] == 'P' && head[1] == 'K';
    boolean pickle = head.length == 2 && (head[0] & 0xff) == 0x80 && head[1] <= 5;
    if (zip || pickle) {
      requireNoPickle(field, file);
    }
    return staging.weights(file);
  }

  /**
   * Reads a TorchScript archive.
   *
   * @throws InvalidInputException if it is none, with what it is instead
   */
  static ScriptArchive script(String field, Path file) {
    try {
      return ScriptArchive.read(file);
    } catch (MalformedFileException e) {
      throw new InvalidInputException(
          field, "'%s': %s".formatted(file.getFileName(), e.getMessage()));
    }
  }

  private static void requireNoPickle(String field, Path file) throws IOException {
    // 0x80 can begin a safetensors file too, whose first 8 bytes are a length and whose ninth is
    // '{'.
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(9);
      if (head.length < 9 || head[8] != '{') {
        throw new InvalidInputException(
            field, "found '%s', %s".formatted(file.getFileName(), HINT));
      }
    }
  }
}
