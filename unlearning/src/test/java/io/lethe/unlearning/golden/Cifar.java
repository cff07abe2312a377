package io.lethe.unlearning.golden;

import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.data.Partition;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/** CIFAR-10 images from PNG sheets of 32 × 32 tiles. */
public final class Cifar {
  private static final int SIDE = 32;

  private final List<String> ids = new ArrayList<>();
  private final List<byte[]> pixels = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();
  private final List<Partition> partitions = new ArrayList<>();

  private Cifar() {}

  /** The 500 images of D_f of the golden cases, kept with the project, in ascending order. */
  public static Dataset forgetSet() {
    try (InputStream png = Golden.own("forget.png");
        InputStream labels = Golden.own("forget.labels");
        InputStream ids = Golden.own("forget.ids")) {
      Cifar cifar = new Cifar();
      byte[] classes = labels.readAllBytes();
      String[] names =
          new String(ids.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
              .strip()
              .split("\n", -1);
      cifar.add(ImageIO.read(png), classes, names, 0, classes.length, Partition.TRAIN);
      return cifar.dataset();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The first training batches (10,000 images each), then the first test images.
   *
   * @param batches number of training batches
   * @param tests number of test images
   */
  public static Dataset shared(int batches, int tests) {
    Path folder = Golden.shared().resolve("data/cifar10");
    Cifar cifar = new Cifar();
    for (int b = 0; b < batches; b++) {
      cifar.add(
          folder.resolve("data_batch_" + (b + 1)), "train/", b * 10_000, 10_000, Partition.TRAIN);
    }
    cifar.add(folder.resolve("test_batch"), "test/", 0, tests, Partition.TEST);
    return cifar.dataset();
  }

  private void add(Path base, String prefix, int first, int count, Partition partition) {
    try {
      byte[] classes = Files.readAllBytes(Path.of(base + ".labels"));
      String[] names = new String[count];
      Arrays.setAll(names, i -> "%s%05d".formatted(prefix, first + i));
      add(ImageIO.read(Path.of(base + ".png").toFile()), classes, names, 0, count, partition);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(
      BufferedImage sheet, byte[] classes, String[] names, int from, int to, Partition partition) {
    int columns = sheet.getWidth() / SIDE;
    for (int i = from; i < to; i++) {
      int x0 = i % columns * SIDE;
      int y0 = i / columns * SIDE;
      byte[] image = new byte[SIDE * SIDE * 3];
      int[] rgb = sheet.getRGB(x0, y0, SIDE, SIDE, null, 0, SIDE);
      for (int p = 0; p < rgb.length; p++) {
        image[3 * p] = (byte) (rgb[p] >> 16);
        image[3 * p + 1] = (byte) (rgb[p] >> 8);
        image[3 * p + 2] = (byte) rgb[p];
      }
      ids.add(names[i]);
      pixels.add(image);
      labels.add((int) classes[i]);
      partitions.add(partition);
    }
  }

  private Dataset dataset() {
    return new Dataset(
        SIDE,
        SIDE,
        3,
        10,
        ids,
        labels.stream().mapToInt(Integer::intValue).toArray(),
        List.of(),
        partitions.toArray(Partition[]::new),
        pixels.toArray(byte[][]::new));
  }
}
