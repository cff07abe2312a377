package io.lethe.worker.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that is deleted with everything in it when it is closed.
 *
 * @param path the folder
 */
public record ScratchFolder(Path path) implements AutoCloseable {
  /** Makes an empty one among the temporary files. */
  public static ScratchFolder create(String prefix) throws IOException {
    return new ScratchFolder(Files.createTempDirectory(prefix));
  }

  @Override
  public void close() throws IOException {
    List<Path> content;
    try (Stream<Path> walk = Files.walk(path)) {
      content = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : content) {
      Files.deleteIfExists(file);
    }
  }
}
