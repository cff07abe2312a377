package io.lethe.unlearning.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lethe.unlearning.random.CounterRandom;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Turns records into float batches, augmented where wished.
 *
 * <p>The batch has logical shape {@code [N, C, H, W]} and values uint8/255 in float32, and is a
 * transposed view of an NHWC array: convolution then runs channels-last, which is faster.
 * Augmentation draws depend on (seed, epoch, record) alone, not on order or batch size. For one
 * thread at a time.
 */
public final class BatchLoader {
  private static final int PADDING = 4;
  private static final float[] UNIT = new float[256];

  static {
    for (int i = 0; i < 256; i++) {
      UNIT[i] = i / 255f;
    }
  }

  private final Dataset data;
  private final Augmentation augmentation;
  private final CounterRandom random;
  private ByteBuffer staging = ByteBuffer.allocateDirect(0);

  /**
   * Creates a loader.
   *
   * @param data where records come from
   * @param augmentation how they are changed
   * @param seed seed of the augmentation draws
   * @param purpose stream of the augmentation draws, such as {@code augment/retain}
   */
  public BatchLoader(Dataset data, Augmentation augmentation, long seed, String purpose) {
    this.data = data;
    this.augmentation = augmentation;
    this.random = new CounterRandom(seed, purpose);
  }

  /**
   * Loads one batch.
   *
   * @param manager owner of the result
   * @param records positions in the data set
   * @param epoch selects the augmentation draws
   * @return {@code [N, C, H, W]} float32 in [0, 1]
   */
  public NDArray load(NDManager manager, int[] records, long epoch) {
    int h = data.height();
    int w = data.width();
    int c = data.channels();
    int bytes = records.length * h * w * c * Float.BYTES;
    FloatBuffer out = room(bytes).asFloatBuffer();
    float[] image = new float[h * w * c];
    for (int record : records) {
      fill(image, record, epoch);
      out.put(image);
    }
    Shape shape = new Shape(records.length, h, w, c);
    // On a CPU the first array may be the buffer itself; the copy is the caller's for good.
    try (NDArray nhwc = manager.create(room(bytes), shape, DataType.FLOAT32);
        NDArray nchw = nhwc.transpose(0, 3, 1, 2)) {
      return nchw.duplicate();
    }
  }

  /**
   * Seed of what a network draws itself for a batch, such as the masks of dropout: a function of
   * (seed, purpose, epoch, records).
   */
  public long drawSeed(int[] records, long epoch) {
    return random.bits(epoch, Arrays.hashCode(records));
  }

  /**
   * The one buffer outside the heap. A new one a batch would only be freed by a garbage collection,
   * and a training step makes so little garbage that gigabytes of them would gather before one.
   */
  private ByteBuffer room(int bytes) {
    if (staging.capacity() < bytes) {
      staging = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    return staging.clear().limit(bytes);
  }

  private void fill(float[] image, int record, long epoch) {
    byte[] source = data.pixels(record);
    if (augmentation == Augmentation.NONE) {
      for (int i = 0; i < image.length; i++) {
        image[i] = UNIT[source[i] & 0xff];
      }
      return;
    }
    int h = data.height();
    int w = data.width();
    int c = data.channels();
    // One draw: 9 x 9 offsets and the flip, from one 64-bit value.
    int choice = random.below((2 * PADDING + 1) * (2 * PADDING + 1) * 2, epoch, record);
    boolean flip = (choice & 1) != 0;
    int dy = (choice >> 1) / (2 * PADDING + 1) - PADDING;
    int dx = (choice >> 1) % (2 * PADDING + 1) - PADDING;
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int sy = y + dy;
        int sx = (flip ? w - 1 - x : x) + dx;
        boolean inside = sy >= 0 && sy < h && sx >= 0 && sx < w;
        for (int k = 0; k < c; k++) {
          image[(y * w + x) * c + k] = inside ? UNIT[source[(sy * w + sx) * c + k] & 0xff] : 0f;
        }
      }
    }
  }
}
