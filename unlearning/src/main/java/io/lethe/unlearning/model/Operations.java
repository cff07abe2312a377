package io.lethe.unlearning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.pooling.Pool;

/** Layers without tensors. */
final class Operations {
  private Operations() {}

  static Layer relu() {
    return Layer.of(Activation::relu);
  }

  /** {@code [N, C, H, W]} to {@code [N, C, H/2, W/2]}. */
  static Layer maxPool() {
    Shape two = new Shape(2, 2);
    return Layer.of(x -> Pool.maxPool2d(x, two, two, new Shape(0, 0), false));
  }

  /** {@code [N, C, H, W]} to {@code [N, C]}: mean over each channel. */
  static Layer globalAveragePool() {
    return Layer.of(
        x -> {
          try (NDArray mean = Pool.globalAvgPool2d(x)) {
            return flat(mean);
          }
        });
  }

  /** {@code [N, C, H, W]} to {@code [N, C·2·2]}: means over the four quarters; H and W even. */
  static Layer averagePoolToTwo() {
    return Layer.of(
        x -> {
          Shape quarter = new Shape(x.getShape().get(2) / 2, x.getShape().get(3) / 2);
          if (quarter.size() == 1) {
            return flat(x);
          }
          try (NDArray mean = Pool.avgPool2d(x, quarter, quarter, new Shape(0, 0), false, true)) {
            return flat(mean);
          }
        });
  }

  private static NDArray flat(NDArray x) {
    return x.reshape(x.getShape().get(0), -1);
  }

  /**
   * Option A of the ResNet paper: every second pixel of every second row, new channels zero, half
   * of them before and half behind.
   */
  static Layer zeroPaddedShortcut(int in, int out) {
    int each = (out - in) / 2;
    return Layer.of(
        x -> {
          try (NDArray half = x.get(new NDIndex(":, :, ::2, ::2"))) {
            return half.pad(new Shape(0, 0, 0, 0, each, each), 0);
          }
        });
  }
}
