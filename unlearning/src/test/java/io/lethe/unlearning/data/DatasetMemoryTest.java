package io.lethe.unlearning.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;

/**
 * A data set is read by a process whose heap holds its pixels once, but not twice: 6,000 images are
 * 18 MiB of pixels, the heap is 32 MiB.
 */
class DatasetMemoryTest {
  private static final int RECORDS = 6_000;
  private static final int PIXELS = 32 * 32 * 3;
  private static final String HEAP = "-Xmx32m";

  @TempDir Path folder;

  /** What the other process does. */
  static final class Opening {
    private Opening() {}

    public static void main(String[] folder) {
      Dataset data = DatasetReader.open(Path.of(folder[0]));
      System.out.print(data.size() + " records");
    }
  }

  private void assertOpens() throws IOException, InterruptedException {
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-cp",
                classes,
                Opening.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).endsWith(RECORDS + " records");
  }

  @Test
  void cifar100() throws IOException, InterruptedException {
    byte[] record = new byte[2 + PIXELS];
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(folder.resolve("train.bin")))) {
      for (int i = 0; i < RECORDS; i++) {
        out.write(record);
      }
    }
    assertOpens();
  }

  @Test
  void svhn() throws IOException, InterruptedException {
    Matrix labels = Mat5.newMatrix(RECORDS, 1);
    for (int i = 0; i < RECORDS; i++) {
      labels.setInt(i, 1 + i % 10);
    }
    int[] dimensions = {32, 32, 3, RECORDS};
    try (Mat5File mat = Mat5.newMatFile()) {
      mat.addArray("X", Mat5.newMatrix(dimensions, MatlabType.UInt8)).addArray("y", labels);
      Mat5.writeToFile(mat, folder.resolve("train_32x32.mat").toFile());
    }
    assertOpens();
  }

  @Test
  void parquet() throws IOException, InterruptedException {
    Random noise = new Random(1);
    byte[][] images = new byte[50][];
    for (int i = 0; i < images.length; i++) {
      BufferedImage image = DatasetFiles.image(32, 32);
      for (int p = 0; p < 32 * 32; p++) {
        image.setRGB(p % 32, p / 32, noise.nextInt(1 << 24));
      }
      images[i] = ParquetFiles.png(image);
    }
    ParquetFiles.write(
        folder.resolve("train.parquet"),
        ParquetFiles.HUGGING_FACE,
        "",
        RECORDS,
        (row, group) -> ParquetFiles.put(group, images[row % images.length], row % 10));
    assertOpens();
  }
}
