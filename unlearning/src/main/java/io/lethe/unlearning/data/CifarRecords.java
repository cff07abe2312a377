package io.lethe.unlearning.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Records of CIFAR's binary versions: label bytes, then 3,072 pixel bytes (red plane, green plane,
 * blue plane).
 *
 * @param name what the format is called
 * @param labelBytes label bytes before the pixels; the last one is the label
 * @param classes number of classes
 * @see <a href="https://www.cs.toronto.edu/~kriz/cifar.html">The CIFAR data sets</a>
 */
record CifarRecords(String name, int labelBytes, int classes) implements RecordFile {
  static final CifarRecords CIFAR_10 = new CifarRecords("CIFAR-10", 1, 10);

  /** A coarse label of 20, then the fine label of 100, which is used. */
  static final CifarRecords CIFAR_100 = new CifarRecords("CIFAR-100", 2, 100);

  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int PIXELS = 3 * PLANE;

  /** The records of a file, numbered on. */
  List<RecordEntry> entries(DatasetFolder folder, Path file, RecordNumbers numbers) {
    Partition partition = DatasetFolder.partition(file.getFileName().toString());
    List<RecordEntry> entries = new ArrayList<>();
    int[] labels = labels(folder, file);
    for (int i = 0; i < labels.length; i++) {
      String id = numbers.next(partition);
      entries.add(new RecordEntry(id, labels[i], "", partition, file, i, Optional.empty()));
    }
    return entries;
  }

  private int[] labels(DatasetFolder folder, Path file) {
    int[] labels = new int[count(folder, file)];
    ByteBuffer label = ByteBuffer.allocate(1);
    try (FileChannel in = FileChannel.open(file)) {
      for (int i = 0; i < labels.length; i++) {
        fill(in, label.clear(), start(i) + labelBytes - 1);
        labels[i] = Byte.toUnsignedInt(label.get(0));
        if (labels[i] >= classes) {
          throw folder.error(
              file,
              "record %d has label %d, allowed are 0 to %d".formatted(i, labels[i], classes - 1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return labels;
  }

  private int count(DatasetFolder folder, Path file) {
    long size = folder.size(file);
    int record = labelBytes + PIXELS;
    if (size % record != 0) {
      throw folder.error(
          file,
          "the file is truncated or not %s: found %d bytes, allowed are multiples of %d"
              .formatted(name, size, record));
    }
    return Math.toIntExact(size / record);
  }

  private long start(int record) {
    return (long) record * (labelBytes + PIXELS);
  }

  @Override
  public DecodedImages read(DatasetFolder folder, Path file, int[] slots) {
    int count = count(folder, file);
    byte[][] pixels = new byte[slots.length][PIXELS];
    ByteBuffer planes = ByteBuffer.allocate(PIXELS);
    try (FileChannel in = FileChannel.open(file)) {
      for (int i = 0; i < slots.length; i++) {
        if (slots[i] >= count) {
          throw folder.error(file, "has no record %d, only %d".formatted(slots[i], count));
        }
        fill(in, planes.clear(), start(slots[i]) + labelBytes);
        for (int p = 0; p < PLANE; p++) {
          for (int c = 0; c < 3; c++) {
            pixels[i][3 * p + c] = planes.get(c * PLANE + p);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new DecodedImages(SIDE, SIDE, pixels);
  }

  private static void fill(FileChannel in, ByteBuffer buffer, long start) throws IOException {
    while (buffer.hasRemaining()) {
      if (in.read(buffer, start + buffer.position()) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
  }
}
