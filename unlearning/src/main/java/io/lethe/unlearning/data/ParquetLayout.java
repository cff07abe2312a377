package io.lethe.unlearning.data;

import io.lethe.unlearning.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Parquet as on Hugging Face: {@code train-*.parquet} and {@code test-*.parquet} in the folder, in
 * {@code data}, or in its only folder with such files (the configuration's name). Rows are numbered
 * over the files of a partition in the order of their names; files of other partitions, such as
 * {@code validation}, are left alone.
 *
 * @see ParquetColumns
 */
final class ParquetLayout implements Layout {
  private static final String FILES = "(train|test)\\b.*\\.parquet";

  @Override
  public String description() {
    return "data/train-*.parquet and data/test-*.parquet (Parquet as on Hugging Face)";
  }

  @Override
  public boolean matches(DatasetFolder folder) {
    return !homes(folder).isEmpty();
  }

  @Override
  public Listing list(DatasetFolder folder) {
    List<Path> homes = homes(folder);
    if (homes.size() > 1) {
      throw new InvalidInputException(
          "dataset.ref",
          "found several folders with Parquet files, name one of them: "
              + String.join(", ", homes.stream().map(folder::name).toList()));
    }
    List<Path> files = files(folder, homes.get(0));
    RecordNumbers numbers = new RecordNumbers();
    List<RecordEntry> entries = new ArrayList<>();
    int classes = 0;
    for (Path file : files) {
      classes = Math.max(classes, list(folder, file, numbers, entries));
    }
    return new Listing(Math.max(classes, Listing.of(entries).classes()), entries);
  }

  /** The folders that hold Parquet files: the root alone if it does, otherwise those below. */
  private static List<Path> homes(DatasetFolder folder) {
    return holdsParquet(folder, folder.root())
        ? List.of(folder.root())
        : folder.children(folder.root(), f -> Files.isDirectory(f) && holdsParquet(folder, f));
  }

  private static boolean holdsParquet(DatasetFolder folder, Path home) {
    return !folder.children(home, ParquetLayout::isParquet).isEmpty();
  }

  private static boolean isParquet(Path file) {
    return Files.isRegularFile(file) && file.getFileName().toString().endsWith(".parquet");
  }

  /** Training files, then test files. */
  private static List<Path> files(DatasetFolder folder, Path home) {
    List<Path> known =
        folder.children(home, f -> isParquet(f) && f.getFileName().toString().matches(FILES));
    List<Path> train = known.stream().filter(f -> partition(f) == Partition.TRAIN).toList();
    if (train.isEmpty()) {
      throw folder.error(
          home.resolve("train-*.parquet"),
          "the file is missing, the names of Parquet files begin with train or test");
    }
    return Stream.concat(train.stream(), known.stream().filter(f -> partition(f) == Partition.TEST))
        .toList();
  }

  private static Partition partition(Path file) {
    return DatasetFolder.partition(file.getFileName().toString());
  }

  /** Adds the records of a file; returns the number of classes it names, 0 if it names none. */
  private static int list(
      DatasetFolder folder, Path file, RecordNumbers numbers, List<RecordEntry> entries) {
    try (ParquetTable table = ParquetTable.open(folder, file)) {
      ParquetColumns columns = ParquetColumns.of(table);
      table.forEach(
          columns.described(),
          (row, values) ->
              entries.add(
                  new RecordEntry(
                      numbers.next(partition(file)),
                      columns.label(row, values),
                      columns.subject(values),
                      partition(file),
                      file,
                      row,
                      Optional.empty())));
      return columns.classes();
    }
  }
}
