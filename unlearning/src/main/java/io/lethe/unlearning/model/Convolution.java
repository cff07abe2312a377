package io.lethe.unlearning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import java.util.List;
import java.util.Map;

/**
 * 2-D convolution without bias, {@code [N, in, H, W]} to {@code [N, out, H', W']}; tensor {@code
 * <name>.weight} of shape {@code [out, in, kernel, kernel]}.
 */
record Convolution(String name, int in, int out, int kernel, int stride, Fan fan) implements Layer {
  /** Which fan scales the Kaiming-normal initialisation. */
  enum Fan {
    IN,
    OUT
  }

  @Override
  public List<TensorSpec> tensors() {
    long width = fan == Fan.IN ? in : out;
    Initializer kaiming = Initializer.kaimingNormal(width * kernel * kernel);
    return List.of(TensorSpec.parameter(name + ".weight", kaiming, out, in, kernel, kernel));
  }

  @Override
  public NDArray forward(NDArray x, Map<String, NDArray> values, boolean training) {
    int padding = kernel / 2;
    return Conv2d.conv2d(
            x,
            values.get(name + ".weight"),
            null,
            new Shape(stride, stride),
            new Shape(padding, padding))
        .singletonOrThrow();
  }
}
