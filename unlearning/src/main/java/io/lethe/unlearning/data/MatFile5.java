package io.lethe.unlearning.data;

import io.lethe.unlearning.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/**
 * A MATLAB file of version 5 (MATLAB's {@code save -v7} and older, SciPy's {@code savemat}), of
 * which some variables are read and the others only listed.
 */
final class MatFile5 {
  private static final String VERSION_5 = "MATLAB 5.0";

  private final DatasetFolder folder;
  private final Path file;
  private final Map<String, int[]> dimensions = new LinkedHashMap<>();
  private final Map<String, Matrix> matrices = new LinkedHashMap<>();

  private MatFile5(DatasetFolder folder, Path file) {
    this.folder = folder;
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param wanted names of the variables whose values are read
   * @throws InvalidInputException if it is of another version, truncated or damaged
   */
  static MatFile5 read(DatasetFolder folder, Path file, Collection<String> wanted) {
    folder.size(file);
    MatFile5 result = new MatFile5(folder, file);
    try {
      result.requireVersion();
      result.load(wanted);
    } catch (InvalidInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      InvalidInputException error =
          folder.error(file, "the MATLAB file is truncated or damaged: " + e.getMessage());
      error.initCause(e);
      throw error;
    }
    return result;
  }

  private void requireVersion() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String found = new String(in.readNBytes(VERSION_5.length()), StandardCharsets.ISO_8859_1);
      if (!found.equals(VERSION_5)) {
        throw folder.error(
            file,
            found.startsWith("MATLAB")
                ? "found a file of version %s, allowed is 5.0: save it with -v7"
                    .formatted(found.substring("MATLAB ".length()))
                : "the file is not a MATLAB file of version 5.0");
      }
    }
  }

  private void load(Collection<String> wanted) throws IOException {
    try (MappedBuffers buffers = new MappedBuffers();
        Source source = Sources.openStreamingFile(file.toFile())) {
      Mat5File content =
          Mat5.newReader(source)
              .disableSubsystemProcessing()
              .setBufferAllocator(buffers)
              .setEntryFilter(
                  header -> {
                    dimensions.put(header.getName(), header.getDimensions());
                    return wanted.contains(header.getName());
                  })
              .readMat();
      for (MatFile.Entry entry : content.getEntries()) {
        if (entry.getValue() instanceof Matrix matrix) {
          matrices.put(entry.getName(), matrix);
        }
      }
    }
  }

  /** Dimensions of a variable, read or not. */
  int[] dimensions(String name) {
    int[] found = dimensions.get(name);
    if (found == null) {
      throw folder.error(
          file,
          "has no variable %s, found %s".formatted(name, String.join(", ", dimensions.keySet())));
    }
    return found;
  }

  /** A numeric variable that was read. */
  Matrix matrix(String name) {
    dimensions(name);
    Matrix matrix = matrices.get(name);
    if (matrix == null) {
      throw folder.error(file, "variable %s is no array of numbers".formatted(name));
    }
    return matrix;
  }

  /** A variable of type uint8 that was read. */
  Matrix bytes(String name) {
    Matrix matrix = matrix(name);
    if (matrix.getType() != MatlabType.UInt8) {
      throw folder.error(
          file, "variable %s is %s, allowed is uint8".formatted(name, matrix.getType()));
    }
    return matrix;
  }
}
