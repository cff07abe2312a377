package io.lethe.unlearning.data;

import io.lethe.formats.Digests;
import io.lethe.unlearning.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the pixels of listed records, each file once, and holds no more than one decoded file
 * besides the result. All images must have one size.
 */
final class PixelReader {
  /** A file read as one image, or as many records; a manifest may use a sheet in both ways. */
  private record Use(Path file, boolean whole) {}

  private final DatasetFolder folder;
  private Path sizedBy;
  private int width;
  private int height;

  PixelReader(DatasetFolder folder) {
    this.folder = folder;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  byte[][] read(List<RecordEntry> entries) {
    Map<Use, List<Integer>> byFile = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      RecordEntry entry = entries.get(i);
      Use use = new Use(entry.file(), entry.slot() == RecordEntry.WHOLE_FILE);
      byFile.computeIfAbsent(use, u -> new ArrayList<>()).add(i);
    }
    byte[][] pixels = new byte[entries.size()][];
    byFile.forEach(
        (use, positions) -> {
          int[] slots = positions.stream().mapToInt(p -> entries.get(p).slot()).toArray();
          byte[][] read = use.whole() ? image(use.file(), slots.length) : many(use.file(), slots);
          for (int i = 0; i < read.length; i++) {
            pixels[positions.get(i)] = read[i];
            verify(entries.get(positions.get(i)), read[i]);
          }
        });
    return pixels;
  }

  private byte[][] many(Path file, int[] slots) {
    DecodedImages images = RecordFile.of(file).read(folder, file, slots);
    requireSize(file, images.width(), images.height());
    return images.pixels();
  }

  private byte[][] image(Path file, int records) {
    byte[][] pixels = new byte[records][];
    try (RgbImage image = RgbImage.open(folder, file)) {
      requireSize(file, image.width(), image.height());
      Arrays.fill(pixels, ImageFolderLayout.pixels(image));
    }
    return pixels;
  }

  private void requireSize(Path file, int imageWidth, int imageHeight) {
    if (sizedBy == null) {
      sizedBy = file;
      width = imageWidth;
      height = imageHeight;
    } else if (imageWidth != width || imageHeight != height) {
      throw folder.error(
          file,
          "found %d x %d pixels, all images must have one size, and %s has %d x %d"
              .formatted(imageWidth, imageHeight, folder.name(sizedBy), width, height));
    }
  }

  private void verify(RecordEntry entry, byte[] pixels) {
    entry
        .sha256()
        .ifPresent(
            expected -> {
              byte[] content =
                  entry.slot() == RecordEntry.WHOLE_FILE
                      ? DatasetFolder.bytes(entry.file())
                      : pixels;
              String found = Digests.sha256(content);
              if (!found.equals(expected)) {
                throw mismatch(entry, found, expected);
              }
            });
  }

  private InvalidInputException mismatch(RecordEntry entry, String found, String expected) {
    return folder.error(
        entry.file(),
        "record '%s' has SHA-256 %s, the manifest says %s".formatted(entry.id(), found, expected));
  }
}
