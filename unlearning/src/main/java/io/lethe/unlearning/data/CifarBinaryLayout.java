package io.lethe.unlearning.data;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * CIFAR-10's binary version: {@code data_batch_1.bin} … and {@code test_batch.bin}, each record one
 * label byte and 3,072 pixel bytes (red plane, green plane, blue plane).
 */
final class CifarBinaryLayout implements Layout {
  static final int CLASSES = 10;
  static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int RECORD = 1 + 3 * PLANE;

  @Override
  public String description() {
    return "data_batch_1.bin … and test_batch.bin (CIFAR-10 binary)";
  }

  @Override
  public boolean matches(DatasetFolder folder) {
    return !batches(folder).isEmpty();
  }

  @Override
  public Listing list(DatasetFolder folder) {
    RecordNumbers numbers = new RecordNumbers();
    List<RecordEntry> entries = new ArrayList<>();
    int batch = 0;
    for (Path file : batches(folder)) {
      String name = file.getFileName().toString();
      Partition partition = DatasetFolder.partition(name);
      if (partition == Partition.TRAIN && !name.equals("data_batch_" + ++batch + ".bin")) {
        throw folder.error(
            folder.root().resolve("data_batch_" + batch + ".bin"), "the file is missing");
      }
      byte[] labels = labels(folder, file);
      for (int i = 0; i < labels.length; i++) {
        entries.add(
            new RecordEntry(
                numbers.next(partition),
                label(folder, file, i, labels[i]),
                "",
                partition,
                file,
                i,
                Optional.empty()));
      }
    }
    return new Listing(CLASSES, entries);
  }

  private static List<Path> batches(DatasetFolder folder) {
    return folder.children(
        folder.root(),
        f ->
            Files.isRegularFile(f)
                && f.getFileName().toString().matches("data_batch_\\d\\.bin|test_batch\\.bin"));
  }

  private static int label(DatasetFolder folder, Path file, int record, byte label) {
    int value = Byte.toUnsignedInt(label);
    if (value >= CLASSES) {
      throw folder.error(
          file,
          "record %d has label %d, allowed are 0 to %d".formatted(record, value, CLASSES - 1));
    }
    return value;
  }

  private static byte[] labels(DatasetFolder folder, Path file) {
    byte[] labels = new byte[records(folder, file)];
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      for (int i = 0; i < labels.length; i++) {
        in.seek((long) i * RECORD);
        labels[i] = in.readByte();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return labels;
  }

  private static int records(DatasetFolder folder, Path file) {
    long size = folder.size(file);
    if (size % RECORD != 0) {
      throw folder.error(
          file,
          "the file is truncated or not CIFAR-10: found %d bytes, allowed are multiples of %d"
              .formatted(size, RECORD));
    }
    return Math.toIntExact(size / RECORD);
  }

  /** RGB bytes, row by row, of some records of a batch. */
  static byte[][] pixels(DatasetFolder folder, Path file, int[] slots) {
    int records = records(folder, file);
    byte[] all = DatasetFolder.bytes(file);
    byte[][] pixels = new byte[slots.length][3 * PLANE];
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] >= records) {
        throw folder.error(file, "has no record %d, only %d".formatted(slots[i], records));
      }
      int first = slots[i] * RECORD + 1;
      for (int p = 0; p < PLANE; p++) {
        for (int c = 0; c < 3; c++) {
          pixels[i][3 * p + c] = all[first + c * PLANE + p];
        }
      }
    }
    return pixels;
  }
}
