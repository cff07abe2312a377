package io.lethe.unlearning.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * PNG sheets: an image of 32 × 32 tiles, row by row in record order, and beside it one label byte a
 * record. The last row of tiles may be partly filled. Sheets named {@code data_batch_…} or {@code
 * train…} are for training, {@code test…} for testing; records are numbered over the sheets of a
 * partition in the order of their names.
 */
final class PngSheetLayout implements Layout, RecordFile {
  static final int TILE = 32;
  private static final String PNG = ".png";
  private static final String LABELS = ".labels";

  @Override
  public String description() {
    return "*.png with *.labels (sheets of 32 x 32 tiles)";
  }

  @Override
  public boolean matches(DatasetFolder folder) {
    return !folder.files(LABELS).isEmpty();
  }

  @Override
  public Listing list(DatasetFolder folder) {
    RecordNumbers numbers = new RecordNumbers();
    List<RecordEntry> entries = new ArrayList<>();
    boolean cifar = false;
    for (Path sheet : sheets(folder)) {
      String name = sheet.getFileName().toString();
      cifar |= name.startsWith("data_batch_");
      Partition partition = DatasetFolder.partition(name);
      byte[] labels = labels(folder, sheet);
      for (int i = 0; i < labels.length; i++) {
        entries.add(
            new RecordEntry(
                numbers.next(partition),
                Byte.toUnsignedInt(labels[i]),
                "",
                partition,
                sheet,
                i,
                Optional.empty()));
      }
    }
    return cifar ? new Listing(CifarRecords.CIFAR_10.classes(), entries) : Listing.of(entries);
  }

  private static List<Path> sheets(DatasetFolder folder) {
    List<Path> sheets = new ArrayList<>();
    for (Path labels : folder.files(LABELS)) {
      Path sheet = sibling(labels, LABELS, PNG);
      if (!Files.isRegularFile(sheet)) {
        throw folder.error(sheet, "the file is missing, but its labels are there");
      }
    }
    for (Path sheet : folder.files(PNG)) {
      if (!sheet.getFileName().toString().matches("(data_batch_|train|test).*")) {
        throw folder.error(
            sheet, "found an unknown name, sheets begin with data_batch_, train or test");
      }
      if (!Files.isRegularFile(sibling(sheet, PNG, LABELS))) {
        throw folder.error(sibling(sheet, PNG, LABELS), "the file is missing");
      }
      sheets.add(sheet);
    }
    return sheets;
  }

  private static Path sibling(Path file, String ending, String other) {
    String name = file.getFileName().toString();
    return file.resolveSibling(name.substring(0, name.length() - ending.length()) + other);
  }

  private static byte[] labels(DatasetFolder folder, Path sheet) {
    Path file = sibling(sheet, PNG, LABELS);
    folder.size(file);
    byte[] labels = DatasetFolder.bytes(file);
    try (RgbImage image = RgbImage.open(folder, sheet)) {
      int columns = columns(folder, sheet, image);
      int tiles = columns * (image.height() / TILE);
      if (labels.length > tiles || labels.length <= tiles - columns) {
        throw folder.error(
            file,
            "found %d labels, the sheet has %d tiles in rows of %d"
                .formatted(labels.length, tiles, columns));
      }
    }
    return labels;
  }

  private static int columns(DatasetFolder folder, Path sheet, RgbImage image) {
    if (image.width() % TILE != 0 || image.height() % TILE != 0) {
      throw folder.error(
          sheet,
          "found %d x %d pixels, both sides of a sheet are multiples of %d"
              .formatted(image.width(), image.height(), TILE));
    }
    return image.width() / TILE;
  }

  @Override
  public DecodedImages read(DatasetFolder folder, Path sheet, int[] slots) {
    try (RgbImage image = RgbImage.open(folder, sheet)) {
      int columns = columns(folder, sheet, image);
      int tiles = columns * (image.height() / TILE);
      byte[][] byTile = new byte[tiles][];
      byte[][] pixels = new byte[slots.length][];
      for (int i = 0; i < slots.length; i++) {
        if (slots[i] >= tiles) {
          throw folder.error(sheet, "has no tile %d, only %d".formatted(slots[i], tiles));
        }
        if (byTile[slots[i]] == null) {
          byTile[slots[i]] = new byte[TILE * TILE * RgbImage.CHANNELS];
        }
        pixels[i] = byTile[slots[i]];
      }
      int tileRow = TILE * RgbImage.CHANNELS;
      image.rows(
          (y, row) -> {
            for (int column = 0; column < columns; column++) {
              byte[] tile = byTile[y / TILE * columns + column];
              if (tile != null) {
                System.arraycopy(row, column * tileRow, tile, y % TILE * tileRow, tileRow);
              }
            }
          });
      return new DecodedImages(TILE, TILE, pixels);
    }
  }
}
