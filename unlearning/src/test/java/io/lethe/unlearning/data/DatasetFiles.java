package io.lethe.unlearning.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Writes small data sets for tests. Pixel values are a function of record, row, column, channel.
 */
final class DatasetFiles {
  static final int SIDE = 32;

  private DatasetFiles() {}

  /** The value of a pixel of a record. */
  static int pixel(int record, int y, int x, int channel) {
    return (31 * record + 7 * y + 3 * x + 85 * channel) & 0xff;
  }

  /** A record's RGB bytes, row by row. */
  static byte[] rgb(int record) {
    byte[] pixels = new byte[SIDE * SIDE * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) pixel(record, i / 3 / SIDE, i / 3 % SIDE, i % 3);
    }
    return pixels;
  }

  /** A CIFAR-10 batch of records first, first + 1 …, one for each label. */
  static void cifarBatch(Path file, int first, int... labels) {
    byte[] bytes = new byte[labels.length * 3073];
    for (int r = 0; r < labels.length; r++) {
      bytes[r * 3073] = (byte) labels[r];
      for (int i = 0; i < 3072; i++) {
        bytes[r * 3073 + 1 + i] = (byte) pixel(first + r, i % 1024 / SIDE, i % SIDE, i / 1024);
      }
    }
    write(file, bytes);
  }

  /** A sheet of records first, first + 1 … and its labels. */
  static void sheet(Path png, int columns, int first, int... labels) {
    int rows = (labels.length + columns - 1) / columns;
    BufferedImage image = image(columns * SIDE, rows * SIDE);
    for (int r = 0; r < labels.length; r++) {
      draw(image, first + r, r % columns * SIDE, r / columns * SIDE);
    }
    png(png, image);
    byte[] bytes = new byte[labels.length];
    for (int r = 0; r < labels.length; r++) {
      bytes[r] = (byte) labels[r];
    }
    write(Path.of(png.toString().replaceFirst("\\.png$", ".labels")), bytes);
  }

  /** An image of one record. */
  static void image(Path file, int record) {
    BufferedImage image = image(SIDE, SIDE);
    draw(image, record, 0, 0);
    png(file, image);
  }

  static BufferedImage image(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
  }

  private static void draw(BufferedImage image, int record, int left, int top) {
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int rgb =
            pixel(record, y, x, 0) << 16 | pixel(record, y, x, 1) << 8 | pixel(record, y, x, 2);
        image.setRGB(left + x, top + y, rgb);
      }
    }
  }

  static void png(Path file, BufferedImage image) {
    encode(file, image, "png");
  }

  static void encode(Path file, BufferedImage image, String format) {
    try {
      Files.createDirectories(file.getParent());
      if (!ImageIO.write(image, format, file.toFile())) {
        throw new IllegalArgumentException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
