package io.lethe.unlearning.model;

import io.lethe.unlearning.model.Convolution.Fan;
import java.util.ArrayList;
import java.util.List;

/**
 * VGG-16 with batch normalisation for images of 32 × 32: four pools, features of 2 × 2, three
 * linear layers without dropout. 15,311,818 weights at 10 classes.
 */
final class Vgg {
  /** Channels of the convolutions; 0 is a pool. */
  private static final int[] PLAN = {
    64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512
  };

  private Vgg() {}

  static Layer vgg16(int classes) {
    List<Layer> layers = new ArrayList<>();
    int in = 3;
    int position = 0; // torch names modules by position, ReLU and pools included
    for (int out : PLAN) {
      if (out == 0) {
        layers.add(Operations.maxPool());
        position++;
      } else {
        layers.add(new Convolution("features." + position, in, out, 3, 1, Fan.OUT));
        layers.add(new BatchNormalization("features." + (position + 1), out));
        layers.add(Operations.relu());
        position += 3;
        in = out;
      }
    }
    layers.add(Operations.averagePoolToTwo());
    layers.add(dense("classifier.0", 512 * 2 * 2, 256));
    layers.add(Operations.relu());
    layers.add(dense("classifier.2", 256, 256));
    layers.add(Operations.relu());
    layers.add(dense("classifier.4", 256, classes));
    return new Sequence(layers);
  }

  private static Dense dense(String name, int in, int out) {
    return new Dense(name, in, out, Initializer.normal(0.01), Initializer.constant(0));
  }
}
