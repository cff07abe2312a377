package io.lethe.unlearning.data;

import io.lethe.formats.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Labelled images in memory, addressed by position 0 … size−1.
 *
 * <p>Pixels are uint8 in NHWC order (channels last), exactly as decoded; everything else a record
 * has is in its {@link RecordIndex}. Instances are immutable.
 */
public final class Dataset {
  private final int height;
  private final int width;
  private final int channels;
  private final RecordIndex index;
  private final byte[][] pixels;

  /**
   * Creates a data set; the array is not copied and must not be changed afterwards.
   *
   * @param height image height in pixels
   * @param width image width in pixels
   * @param channels 3 for RGB
   * @param index ids, labels, subjects and partitions by position
   * @param pixels {@code height·width·channels} bytes by position
   * @throws IllegalArgumentException if lengths differ
   */
  public Dataset(int height, int width, int channels, RecordIndex index, byte[][] pixels) {
    if (pixels.length != index.size()) {
      throw new IllegalArgumentException(
          "%d records and %d images".formatted(index.size(), pixels.length));
    }
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.index = index;
    this.pixels = pixels;
    for (int i = 0; i < pixels.length; i++) {
      if (pixels[i].length != height * width * channels) {
        throw new IllegalArgumentException(
            "record '%s' has %d bytes, expected %d x %d x %d"
                .formatted(index.id(i), pixels[i].length, height, width, channels));
      }
    }
  }

  /**
   * Creates a data set together with its index; arrays are not copied and must not be changed
   * afterwards.
   *
   * @param height image height in pixels
   * @param width image width in pixels
   * @param channels 3 for RGB
   * @param classes number of classes; labels are 0 … classes−1
   * @param ids record ids by position
   * @param labels labels by position
   * @param subjects subjects by position, each may be empty; an empty list where there are none
   * @param partitions partition by position
   * @param pixels {@code height·width·channels} bytes by position
   * @throws IllegalArgumentException if lengths differ, an id occurs twice or a label is out of
   *     range
   */
  public Dataset(
      int height,
      int width,
      int channels,
      int classes,
      List<String> ids,
      int[] labels,
      List<String> subjects,
      Partition[] partitions,
      byte[][] pixels) {
    this(
        height,
        width,
        channels,
        new RecordIndex(classes, ids, labels, subjects, partitions),
        pixels);
  }

  /** Ids, labels, subjects and partitions. */
  public RecordIndex index() {
    return index;
  }

  /** Number of records. */
  public int size() {
    return pixels.length;
  }

  /** Image height in pixels. */
  public int height() {
    return height;
  }

  /** Image width in pixels. */
  public int width() {
    return width;
  }

  /** Number of channels. */
  public int channels() {
    return channels;
  }

  /** Number of classes. */
  public int classes() {
    return index.classes();
  }

  /** Id of the record at a position. */
  public String id(int position) {
    return index.id(position);
  }

  /** Label of the record at a position. */
  public int label(int position) {
    return index.label(position);
  }

  /** Labels of the records at some positions. */
  public int[] labels(int[] positions) {
    return index.labels(positions);
  }

  /** The person or source a record belongs to, where the data set says so. */
  public Optional<String> subject(int position) {
    return index.subject(position);
  }

  /** Partition of the record at a position. */
  public Partition partition(int position) {
    return index.partition(position);
  }

  /** Positions of all records of a partition, ascending. */
  public int[] positions(Partition partition) {
    return index.positions(partition);
  }

  /** Position of the record with that id. */
  public OptionalInt find(String id) {
    return index.find(id);
  }

  /** Pixel bytes of a record, HWC; not copied, callers only read them. */
  byte[] pixels(int position) {
    return pixels[position];
  }

  /** Pixel bytes of a record, HWC; a copy. */
  public byte[] copyPixels(int position) {
    return pixels[position].clone();
  }

  /**
   * Digest of the content, computed anew at each call (about a second for CIFAR-10): SHA-256 over
   * height, width, channels, number of records, and for each record in position order the length of
   * its id, its id in UTF-8, label, partition (0 train, 1 test) and pixels; integers are 32 bits,
   * big-endian. The layout on disk plays no part, nor do subjects.
   */
  public String digest() {
    MessageDigest digest = Digests.sha256();
    digest.update(ints(height, width, channels, size()));
    for (int i = 0; i < size(); i++) {
      byte[] id = id(i).getBytes(StandardCharsets.UTF_8);
      digest.update(ints(id.length));
      digest.update(id);
      digest.update(ints(label(i), partition(i) == Partition.TRAIN ? 0 : 1));
      digest.update(pixels[i]);
    }
    return Digests.hex(digest.digest());
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
    bytes.asIntBuffer().put(values);
    return bytes.array();
  }
}
