package io.lethe.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files of a folder by their relative paths, with {@code /} between the parts.
 *
 * @param files path on this machine of each file
 */
public record FolderContent(SortedMap<String, Path> files) {
  /**
   * Looks through a folder.
   *
   * @param wanted asked for each file's path relative to the folder
   */
  public static FolderContent of(Path folder, Predicate<Path> wanted) throws IOException {
    SortedMap<String, Path> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.filter(Files::isRegularFile)
          .filter(file -> wanted.test(folder.relativize(file)))
          .forEach(file -> files.put(folder.relativize(file).toString().replace('\\', '/'), file));
    }
    return new FolderContent(Collections.unmodifiableSortedMap(files));
  }

  /**
   * The digest of names and contents: SHA-256 of one line {@code <sha256 of the file> <two spaces>
   * <relative path> <line feed>} a file, sorted by path.
   */
  public String sha256() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      text.append(Digests.sha256(file.getValue())).append("  ").append(file.getKey());
      text.append('\n');
    }
    return Digests.sha256(text.toString());
  }
}
