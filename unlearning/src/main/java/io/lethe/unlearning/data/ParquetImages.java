package io.lethe.unlearning.data;

import java.nio.file.Path;
import java.util.Arrays;
import org.apache.parquet.example.data.Group;

/** The images of a Parquet file, decoded row by row; all must have one size. */
final class ParquetImages implements RecordFile {
  @Override
  public DecodedImages read(DatasetFolder folder, Path file, int[] slots) {
    try (ParquetTable table = ParquetTable.open(folder, file)) {
      Decoding decoding = new Decoding(folder, file, table, slots);
      table.forEach(decoding.columns.pictured(), decoding::row);
      return decoding.result(slots);
    }
  }

  /** The images as they come. */
  private static final class Decoding {
    private final DatasetFolder folder;
    private final Path file;
    private final ParquetTable table;
    private final ParquetColumns columns;
    private final boolean[] wanted;
    private final byte[][] pixels;
    private int first = -1;
    private int width;
    private int height;

    Decoding(DatasetFolder folder, Path file, ParquetTable table, int[] slots) {
      this.folder = folder;
      this.file = file;
      this.table = table;
      this.columns = ParquetColumns.of(table);
      this.wanted = new boolean[table.rows()];
      this.pixels = new byte[table.rows()][];
      for (int slot : slots) {
        if (slot >= wanted.length) {
          throw table.error("has no record %d, only %d".formatted(slot, wanted.length));
        }
        wanted[slot] = true;
      }
    }

    void row(int row, Group values) {
      if (!wanted[row]) {
        return;
      }
      try (RgbImage image = RgbImage.open(folder, file, row, columns.image(row, values))) {
        requireSize(row, image);
        pixels[row] = ImageFolderLayout.pixels(image);
      }
    }

    private void requireSize(int row, RgbImage image) {
      if (first < 0) {
        first = row;
        width = image.width();
        height = image.height();
      } else if (image.width() != width || image.height() != height) {
        throw table.error(
            "record %d: found %d x %d pixels, all images must have one size, and record %d has %d x %d"
                .formatted(row, image.width(), image.height(), first, width, height));
      }
    }

    DecodedImages result(int[] slots) {
      return new DecodedImages(
          width, height, Arrays.stream(slots).mapToObj(s -> pixels[s]).toArray(byte[][]::new));
    }
  }
}
