package io.lethe.unlearning.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One folder a class: {@code train/<class>/…} and {@code test/<class>/…}, or {@code <class>/…} for
 * training only. Labels number the class names of both partitions in sorted order; ids are paths
 * relative to the data set. Hidden files are skipped, any other file must be an image.
 */
final class ImageFolderLayout implements Layout {
  @Override
  public String description() {
    return "train/<class>/*.png|jpg and test/<class>/*.png|jpg, or <class>/*.png|jpg (image folder)";
  }

  @Override
  public boolean matches(DatasetFolder folder) {
    return !folder.children(folder.root(), Files::isDirectory).isEmpty();
  }

  @Override
  public Listing list(DatasetFolder folder) {
    Path train = folder.root().resolve("train");
    Path test = folder.root().resolve("test");
    boolean partitioned = Files.isDirectory(train) || Files.isDirectory(test);
    List<Path> tops = partitioned ? List.of(train, test) : List.of(folder.root());
    List<Path> classFolders = new ArrayList<>();
    for (Path top : tops) {
      if (Files.isDirectory(top)) {
        classFolders.addAll(folder.children(top, Files::isDirectory));
      }
    }
    List<String> names =
        List.copyOf(
            new TreeSet<>(classFolders.stream().map(f -> f.getFileName().toString()).toList()));
    List<RecordEntry> entries = new ArrayList<>();
    for (Path classFolder : classFolders) {
      Partition partition =
          partitioned && classFolder.startsWith(test) ? Partition.TEST : Partition.TRAIN;
      int label = names.indexOf(classFolder.getFileName().toString());
      for (Path file : folder.children(classFolder, f -> true)) {
        requireImage(folder, file);
        entries.add(
            new RecordEntry(
                folder.name(file),
                label,
                "",
                partition,
                file,
                RecordEntry.WHOLE_FILE,
                Optional.empty()));
      }
    }
    return new Listing(names.size(), entries);
  }

  private static void requireImage(DatasetFolder folder, Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (!Files.isRegularFile(file) || !name.matches(".*\\.(png|jpg|jpeg)")) {
      throw folder.error(file, "is not an image, a class folder holds .png, .jpg and .jpeg files");
    }
    folder.size(file);
  }

  /** RGB bytes of an image of its own, row by row. */
  static byte[] pixels(RgbImage image) {
    int row = image.width() * RgbImage.CHANNELS;
    byte[] pixels = new byte[image.height() * row];
    image.rows((y, bytes) -> System.arraycopy(bytes, 0, pixels, y * row, row));
    return pixels;
  }
}
