package io.lethe.unlearning.data;

import io.lethe.unlearning.InvalidInputException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * An image file, decoded to 8-bit RGB on demand: the header when opened, the pixels only by {@link
 * #rows}. Grey images are repeated over the three channels, alpha is dropped, 16 bits are cut to
 * their upper 8.
 */
final class RgbImage implements AutoCloseable {
  static final int CHANNELS = 3;

  /** A sheet of 200 × 200 CIFAR images; more is refused before it is decoded. */
  private static final long MAX_PIXELS = 1L << 26;

  /** Receives one row of RGB bytes; the array is used again for the next row. */
  @FunctionalInterface
  interface RowSink {
    void accept(int y, byte[] row);
  }

  /** What an image is called in messages: a file, or a record of one. */
  private record Origin(DatasetFolder folder, Path file, String within) {
    InvalidInputException error(String message) {
      return folder.error(file, within + message);
    }

    RuntimeException damaged(Exception e) {
      if (e instanceof InvalidInputException invalid) {
        return invalid;
      }
      var error = error("the image is truncated or damaged: " + e.getMessage());
      error.initCause(e);
      return error;
    }
  }

  /** Opens the encoded bytes. */
  @FunctionalInterface
  private interface Opener {
    ImageInputStream open() throws IOException;
  }

  private final Origin origin;
  private final ImageInputStream stream;
  private final ImageReader reader;
  private final int width;
  private final int height;
  private final List<String> damage = new ArrayList<>();

  private RgbImage(Origin origin, ImageInputStream stream, ImageReader reader) throws IOException {
    this.origin = origin;
    this.stream = stream;
    this.reader = reader;
    reader.setInput(stream, true, true);
    reader.addIIOReadWarningListener((source, warning) -> note(warning));
    this.width = reader.getWidth(0);
    this.height = reader.getHeight(0);
  }

  /**
   * Opens an image and reads its size.
   *
   * @throws InvalidInputException if it is empty, not an image or too large
   */
  static RgbImage open(DatasetFolder folder, Path file) {
    folder.size(file);
    return open(new Origin(folder, file, ""), () -> new FileImageInputStream(file.toFile()));
  }

  /**
   * Opens an image that is a record of a file.
   *
   * @param record its number, for messages
   * @param encoded the bytes of a PNG or JPEG file
   * @throws InvalidInputException if it is not an image or too large
   */
  static RgbImage open(DatasetFolder folder, Path file, long record, byte[] encoded) {
    return open(
        new Origin(folder, file, "record %d: ".formatted(record)),
        () -> new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded)));
  }

  private static RgbImage open(Origin origin, Opener opener) {
    ImageInputStream stream = null;
    try {
      stream = opener.open();
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw origin.error("the file is not an image, allowed are PNG and JPEG");
      }
      RgbImage image = new RgbImage(origin, stream, readers.next());
      if ((long) image.width * image.height > MAX_PIXELS) {
        throw origin.error(
            "found %d x %d pixels, allowed are %d in all"
                .formatted(image.width, image.height, MAX_PIXELS));
      }
      stream = null;
      return image;
    } catch (IOException | RuntimeException e) {
      throw origin.damaged(e);
    } finally {
      close(stream);
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /**
   * Decodes the image and hands over its rows, top to bottom.
   *
   * @throws InvalidInputException if the file is truncated or damaged
   */
  void rows(RowSink sink) {
    BufferedImage image;
    try {
      image = reader.read(0);
    } catch (IOException | RuntimeException e) {
      throw origin.damaged(e);
    }
    if (!damage.isEmpty()) {
      throw origin.error("the image is damaged: " + damage.get(0));
    }
    byte[] row = new byte[width * CHANNELS];
    int[] samples = null;
    for (int y = 0; y < height; y++) {
      if (image.getColorModel() instanceof IndexColorModel) {
        samples = image.getRGB(0, y, width, 1, samples, 0, width);
        for (int x = 0; x < width; x++) {
          for (int c = 0; c < CHANNELS; c++) {
            row[CHANNELS * x + c] = (byte) (samples[x] >> (8 * (CHANNELS - 1 - c)));
          }
        }
      } else {
        samples = copySamples(image.getRaster(), y, samples, row);
      }
      sink.accept(y, row);
    }
  }

  /** Takes samples as stored; BufferedImage.getRGB would convert the gamma of grey images. */
  private int[] copySamples(Raster raster, int y, int[] reused, byte[] row) {
    int[] samples = raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, reused);
    int bands = raster.getNumBands();
    int shift = raster.getSampleModel().getSampleSize(0) - Byte.SIZE;
    for (int x = 0; x < width; x++) {
      for (int c = 0; c < CHANNELS; c++) {
        row[CHANNELS * x + c] = (byte) (samples[bands * x + (bands < CHANNELS ? 0 : c)] >> shift);
      }
    }
    return samples;
  }

  /** Decoders fill what a truncated file lacks with grey and only warn. */
  private void note(String warning) {
    String text = warning.toLowerCase(Locale.ROOT);
    if (text.contains("truncated") || text.contains("premature") || text.contains("corrupt")) {
      damage.add(warning);
    }
  }

  @Override
  public void close() {
    reader.dispose();
    close(stream);
  }

  private static void close(ImageInputStream stream) {
    if (stream != null) {
      try {
        stream.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
