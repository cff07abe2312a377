package io.lethe.unlearning.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import us.hebi.matlab.mat.types.Matrix;

/**
 * A MATLAB file of SVHN: {@code X}, uint8 of [32, 32, 3, N] in MATLAB's order (first index
 * fastest), and {@code y}, N labels of 1 to 10, where 10 is the digit 0.
 *
 * @see <a href="http://ufldl.stanford.edu/housenumbers/">SVHN</a>
 */
final class SvhnFile implements RecordFile {
  static final int CLASSES = 10;
  private static final int SIDE = 32;
  private static final int CHANNELS = RgbImage.CHANNELS;
  private static final int PIXELS = SIDE * SIDE * CHANNELS;

  /** Labels with 0 for the digit 0. */
  static int[] labels(DatasetFolder folder, Path file) {
    MatFile5 mat = MatFile5.read(folder, file, List.of("y"));
    int images = images(folder, file, mat.dimensions("X"));
    Matrix y = mat.matrix("y");
    if (y.getNumElements() != images) {
      throw folder.error(
          file, "found %d labels in y, but %d images in X".formatted(y.getNumElements(), images));
    }
    int[] labels = new int[images];
    for (int i = 0; i < images; i++) {
      double label = y.getDouble(i);
      if (label != Math.rint(label) || label < 1 || label > CLASSES) {
        throw folder.error(
            file,
            "record %d has label %s, allowed are 1 to %d, where %d is the digit 0"
                .formatted(i, text(label), CLASSES, CLASSES));
      }
      labels[i] = (int) label % CLASSES;
    }
    return labels;
  }

  private static String text(double label) {
    return label == Math.rint(label) ? "%.0f".formatted(label) : Double.toString(label);
  }

  private static int images(DatasetFolder folder, Path file, int[] dimensions) {
    // MATLAB drops a last dimension of 1.
    int[] full = dimensions.length == 3 ? Arrays.copyOf(dimensions, 4) : dimensions;
    if (dimensions.length == 3) {
      full[3] = 1;
    }
    if (full.length != 4 || full[0] != SIDE || full[1] != SIDE || full[2] != CHANNELS) {
      throw folder.error(
          file,
          "X has the dimensions %s, allowed are [32, 32, 3, N]"
              .formatted(Arrays.toString(dimensions)));
    }
    return full[3];
  }

  @Override
  public DecodedImages read(DatasetFolder folder, Path file, int[] slots) {
    MatFile5 mat = MatFile5.read(folder, file, List.of("X"));
    Matrix x = mat.bytes("X");
    int images = images(folder, file, mat.dimensions("X"));
    byte[][] pixels = new byte[slots.length][PIXELS];
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] >= images) {
        throw folder.error(file, "has no record %d, only %d".formatted(slots[i], images));
      }
      int from = slots[i] * PIXELS;
      for (int c = 0; c < CHANNELS; c++) {
        for (int column = 0; column < SIDE; column++) {
          for (int row = 0; row < SIDE; row++) {
            pixels[i][(row * SIDE + column) * CHANNELS + c] = x.getByte(from++);
          }
        }
      }
    }
    return new DecodedImages(SIDE, SIDE, pixels);
  }
}
