package io.lethe.unlearning.data;

import io.lethe.unlearning.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The folder a data set is read from; knows how to name its files in messages.
 *
 * @param root the folder
 */
record DatasetFolder(Path root) {
  /** Path relative to the folder, with {@code /}. */
  String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /** An error about one file. */
  InvalidInputException error(Path file, String message) {
    return new InvalidInputException("dataset.ref", name(file) + ": " + message);
  }

  /** Visible children of a folder that satisfy a condition, sorted by name. */
  List<Path> children(Path folder, Predicate<Path> condition) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> !f.getFileName().toString().startsWith("."))
          .filter(condition)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files directly in the folder whose name ends in a way, sorted by name. */
  List<Path> files(String ending) {
    return children(
        root, f -> f.getFileName().toString().endsWith(ending) && Files.isRegularFile(f));
  }

  /**
   * Size of a file in bytes.
   *
   * @throws InvalidInputException if it is empty
   */
  long size(Path file) {
    try {
      long size = Files.size(file);
      if (size == 0) {
        throw error(file, "the file is empty (0 bytes)");
      }
      return size;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether there is a file of one of these names. */
  boolean hasAny(List<String> names) {
    return names.stream().anyMatch(name -> Files.isRegularFile(root.resolve(name)));
  }

  /**
   * The file of the training records and, where there is one, the file of the test records.
   *
   * @param names the two names
   * @throws InvalidInputException if the first is missing
   */
  List<Path> trainAndTest(List<String> names) {
    List<Path> files = names.stream().map(root::resolve).toList();
    if (!Files.isRegularFile(files.get(0))) {
      throw error(files.get(0), "the file is missing");
    }
    return files.stream().filter(Files::isRegularFile).toList();
  }

  /** All bytes of a file. */
  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The partition that a file's name announces: {@code test…} is {@link Partition#TEST}.
   *
   * @param name file name or relative path
   */
  static Partition partition(String name) {
    return name.startsWith("test") ? Partition.TEST : Partition.TRAIN;
  }
}
