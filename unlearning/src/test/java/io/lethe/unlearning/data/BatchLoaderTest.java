package io.lethe.unlearning.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the loader makes of records. */
class BatchLoaderTest {
  private static final int SIDE = 32;
  private static final int VARIANTS = 162;

  /** The 99.9 % quantile of χ² with 161 degrees of freedom. */
  private static final double CHI_SQUARE_161 = 222.8;

  private final Dataset data = data(4_000);

  /** Red is 1 + row, green is 1 + column, blue is 255: a pixel says where it came from. */
  private static Dataset data(int n) {
    byte[] image = new byte[SIDE * SIDE * 3];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        image[(y * SIDE + x) * 3] = (byte) (1 + y);
        image[(y * SIDE + x) * 3 + 1] = (byte) (1 + x);
        image[(y * SIDE + x) * 3 + 2] = (byte) 255;
      }
    }
    byte[][] pixels = new byte[n][];
    Arrays.fill(pixels, image);
    Partition[] partitions = new Partition[n];
    Arrays.fill(partitions, Partition.TRAIN);
    return new Dataset(
        SIDE,
        SIDE,
        3,
        2,
        IntStream.range(0, n).mapToObj(i -> "r" + i).toList(),
        new int[n],
        List.of(),
        partitions,
        pixels);
  }

  private float[] load(BatchLoader loader, long epoch, int... records) {
    try (NDManager manager = NDManager.newBaseManager();
        NDArray batch = loader.load(manager, records, epoch)) {
      assertThat(batch.getShape().getShape()).containsExactly(records.length, 3, SIDE, SIDE);
      return batch.toFloatArray();
    }
  }

  @Test
  void withoutAugmentationPixelsAreTheirValueOver255() {
    float[] batch = load(new BatchLoader(data, Augmentation.NONE, 1, "x"), 5, 3, 0);
    int plane = SIDE * SIDE;
    for (int n = 0; n < 2; n++) {
      for (int i = 0; i < plane; i++) {
        assertThat(batch[(3 * n) * plane + i]).isEqualTo((1 + i / SIDE) / 255f);
        assertThat(batch[(3 * n + 1) * plane + i]).isEqualTo((1 + i % SIDE) / 255f);
        assertThat(batch[(3 * n + 2) * plane + i]).isEqualTo(1f);
      }
    }
  }

  @Test
  void everyCropAndFlipComesEquallyOftenAndIsPaddedWithZeros() {
    BatchLoader loader = new BatchLoader(data, Augmentation.CROP_FLIP, 11, "augment/retain");
    Map<String, Integer> seen = new HashMap<>();
    int[] records = IntStream.range(0, data.size()).toArray();
    int draws = 0;
    for (int epoch = 0; epoch < 2; epoch++) {
      for (int first = 0; first < records.length; first += 500) {
        int[] part = Arrays.copyOfRange(records, first, first + 500);
        float[] batch = load(loader, epoch, part);
        for (int n = 0; n < part.length; n++) {
          seen.merge(variant(batch, n * 3 * SIDE * SIDE), 1, Integer::sum);
          draws++;
        }
      }
    }
    assertThat(seen).hasSize(VARIANTS);
    double expected = draws / (double) VARIANTS;
    double chiSquare =
        seen.values().stream()
            .mapToDouble(count -> (count - expected) * (count - expected) / expected)
            .sum();
    assertThat(chiSquare).isLessThan(CHI_SQUARE_161);
  }

  /** Finds crop and flip from the middle of the image, and checks every pixel against them. */
  private static String variant(float[] batch, int offset) {
    int plane = SIDE * SIDE;
    int middle = 16 * SIDE + 16;
    int row = Math.round(batch[offset + middle] * 255) - 1;
    int column = Math.round(batch[offset + plane + middle] * 255) - 1;
    int next = Math.round(batch[offset + plane + middle + 1] * 255) - 1;
    boolean flip = next < column;
    int dy = row - 16;
    int dx = column - (flip ? 15 : 16);
    assertThat(dy).isBetween(-4, 4);
    assertThat(dx).isBetween(-4, 4);
    for (int i = 0; i < plane; i++) {
      int y = i / SIDE + dy;
      int x = (flip ? SIDE - 1 - i % SIDE : i % SIDE) + dx;
      boolean inside = y >= 0 && y < SIDE && x >= 0 && x < SIDE;
      boolean right =
          batch[offset + i] == (inside ? (1 + y) / 255f : 0f)
              && batch[offset + plane + i] == (inside ? (1 + x) / 255f : 0f)
              && batch[offset + 2 * plane + i] == (inside ? 1f : 0f);
      if (!right) {
        assertThat(i).as("pixel of variant dy %d dx %d flip %s", dy, dx, flip).isNegative();
      }
    }
    return dy + "/" + dx + "/" + flip;
  }

  @Test
  void augmentationDependsOnRecordAndEpochNotOnOrderOrBatch() {
    BatchLoader loader = new BatchLoader(data, Augmentation.CROP_FLIP, 11, "augment/retain");
    int image = 3 * SIDE * SIDE;
    float[] batch = load(loader, 4, 8, 9, 10);
    assertThat(load(loader, 4, 9)).isEqualTo(Arrays.copyOfRange(batch, image, 2 * image));
    assertThat(load(loader, 4, 10, 8)).isEqualTo(concat(batch, 2 * image, 3 * image, 0, image));
    assertThat(load(loader, 5, 8, 9, 10)).isNotEqualTo(batch);
    BatchLoader forget = new BatchLoader(data, Augmentation.CROP_FLIP, 11, "augment/forget");
    assertThat(load(forget, 4, 8, 9, 10)).isNotEqualTo(batch);
  }

  @Test
  void memoryOutsideTheHeapStaysFlatWithoutGarbageCollection() {
    BatchLoader loader = new BatchLoader(data, Augmentation.CROP_FLIP, 11, "augment/retain");
    int[] records = IntStream.range(0, 256).toArray();
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    try (NDManager manager = NDManager.newBaseManager()) {
      loader.load(manager, records, 0).close();
      long before = direct.getMemoryUsed();
      for (int epoch = 1; epoch < 20; epoch++) {
        loader.load(manager, records, epoch).close();
      }
      long batch = 256L * SIDE * SIDE * 3 * Float.BYTES;
      assertThat(direct.getMemoryUsed() - before).isLessThan(2 * batch);
    }
  }

  @Test
  void aBatchIsNotChangedByTheNext() {
    BatchLoader loader = new BatchLoader(data, Augmentation.CROP_FLIP, 11, "augment/retain");
    try (NDManager manager = NDManager.newBaseManager();
        NDArray batch = loader.load(manager, new int[] {1, 2}, 0)) {
      float[] before = batch.toFloatArray();
      try (NDArray next = loader.load(manager, new int[] {3, 4}, 7)) {
        assertThat(next.toFloatArray()).isNotEqualTo(before);
      }
      assertThat(batch.toFloatArray()).isEqualTo(before);
    }
  }

  private static float[] concat(float[] values, int from, int to, int from2, int to2) {
    float[] joined = Arrays.copyOf(Arrays.copyOfRange(values, from, to), to - from + to2 - from2);
    System.arraycopy(values, from2, joined, to - from, to2 - from2);
    return joined;
  }
}
