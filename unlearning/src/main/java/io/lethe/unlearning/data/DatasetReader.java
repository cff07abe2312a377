package io.lethe.unlearning.data;

import io.lethe.unlearning.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Opens a folder of labelled images, whichever layout it has.
 *
 * <ul>
 *   <li>{@code manifest.jsonl}: JSON Lines that name the records, see {@link ManifestLayout};
 *   <li>CIFAR-10 binary: {@code data_batch_1.bin} …, {@code test_batch.bin};
 *   <li>CIFAR-100 binary: {@code train.bin}, {@code test.bin}, fine labels;
 *   <li>SVHN's cropped digits: {@code train_32x32.mat}, {@code test_32x32.mat};
 *   <li>PNG sheets: {@code *.png} of 32 × 32 tiles, each with a {@code *.labels} file;
 *   <li>Parquet as on Hugging Face: {@code data/train-*.parquet}, {@code data/test-*.parquet}, see
 *       {@link ParquetLayout};
 *   <li>image folder: {@code train/<class>/*.png}, {@code test/<class>/*.jpg}, or without the first
 *       level, then everything is for training.
 * </ul>
 *
 * <p>The first that matches, in this order, is used. Ids are {@code train/00000} …, {@code
 * test/00000} … for files of many records and the relative path for image folders, unless a
 * manifest says otherwise.
 */
public final class DatasetReader {
  private static final List<Layout> FOLDER_LAYOUTS =
      List.of(
          new CifarBinaryLayout(),
          new Cifar100Layout(),
          new SvhnLayout(),
          new PngSheetLayout(),
          new ParquetLayout(),
          new ImageFolderLayout());

  private DatasetReader() {}

  /**
   * Reads all records into memory, with as many classes as the folder shows (10 for CIFAR-10 and
   * SVHN, 100 for CIFAR-100, the class names of a Parquet file, the number of class folders, or the
   * largest label plus one).
   *
   * @throws InvalidInputException for field {@code dataset.ref}, naming the file that is wrong
   */
  public static Dataset open(Path root) {
    DatasetFolder folder = folder(root);
    return read(folder, listing(folder));
  }

  /**
   * Reads all records into memory, for a model of that many classes.
   *
   * @throws InvalidInputException for field {@code dataset.ref}, naming the file or record that is
   *     wrong
   */
  public static Dataset open(Path root, int classes) {
    DatasetFolder folder = folder(root);
    return read(folder, new Listing(classes, listing(folder).entries()));
  }

  /**
   * Reads ids, labels, subjects and partitions only; pixels are neither decoded nor checked.
   *
   * @throws InvalidInputException for field {@code dataset.ref}, naming the file that is wrong
   */
  public static RecordIndex index(Path root) {
    return index(listing(folder(root)));
  }

  /** Like {@link #index(Path)}, for a model of that many classes. */
  public static RecordIndex index(Path root, int classes) {
    return index(new Listing(classes, listing(folder(root)).entries()));
  }

  private static DatasetFolder folder(Path root) {
    if (!Files.isDirectory(root)) {
      throw new InvalidInputException("dataset.ref", "'%s' is not a folder".formatted(root));
    }
    return new DatasetFolder(root);
  }

  private static Listing listing(DatasetFolder folder) {
    Layout manifest = new ManifestLayout(FOLDER_LAYOUTS);
    Listing listing =
        manifest.matches(folder) ? manifest.list(folder) : layout(folder).list(folder);
    if (listing.entries().isEmpty()) {
      throw nothingFound(folder);
    }
    return listing;
  }

  private static Layout layout(DatasetFolder folder) {
    return FOLDER_LAYOUTS.stream()
        .filter(layout -> layout.matches(folder))
        .findFirst()
        .orElseThrow(() -> nothingFound(folder));
  }

  private static InvalidInputException nothingFound(DatasetFolder folder) {
    return new InvalidInputException(
        "dataset.ref",
        "found no records in '%s', allowed are %s"
            .formatted(
                folder.root().getFileName(),
                FOLDER_LAYOUTS.stream()
                    .map(Layout::description)
                    .collect(Collectors.joining("; "))));
  }

  private static RecordIndex index(Listing listing) {
    List<RecordEntry> entries = listing.entries();
    Set<String> ids = new HashSet<>(entries.size() * 2);
    for (RecordEntry entry : entries) {
      if (!ids.add(entry.id())) {
        throw new InvalidInputException(
            "dataset.ref", "record id '%s' occurs twice".formatted(entry.id()));
      }
      if (entry.label() < 0 || entry.label() >= listing.classes()) {
        throw new InvalidInputException(
            "dataset.ref",
            "record '%s' has label %d, allowed are 0 to %d"
                .formatted(entry.id(), entry.label(), listing.classes() - 1));
      }
    }
    return new RecordIndex(
        listing.classes(),
        entries.stream().map(RecordEntry::id).toList(),
        entries.stream().mapToInt(RecordEntry::label).toArray(),
        entries.stream().map(RecordEntry::subject).toList(),
        entries.stream().map(RecordEntry::partition).toArray(Partition[]::new));
  }

  private static Dataset read(DatasetFolder folder, Listing listing) {
    RecordIndex index = index(listing);
    PixelReader reader = new PixelReader(folder);
    byte[][] pixels = reader.read(listing.entries());
    return new Dataset(reader.height(), reader.width(), RgbImage.CHANNELS, index, pixels);
  }
}
