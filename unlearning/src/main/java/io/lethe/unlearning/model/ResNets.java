package io.lethe.unlearning.model;

import io.lethe.unlearning.model.Convolution.Fan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Residual networks for images of 32 × 32 (He et al., 2016). */
final class ResNets {
  private ResNets() {}

  /**
   * ResNet-18, CIFAR form: 3 × 3 stem without pooling, four stages of two basic blocks,
   * convolutional shortcuts, classifier {@code fc}. 11,173,962 weights at 10 classes.
   */
  static Layer resnet18(int classes) {
    List<Layer> layers = new ArrayList<>(stem(64, Fan.OUT));
    int in = 64;
    for (int stage = 1; stage <= 4; stage++) {
      int out = 32 << stage;
      for (int block = 0; block < 2; block++) {
        String name = "layer%d.%d".formatted(stage, block);
        int stride = in == out ? 1 : 2;
        Optional<Layer> shortcut =
            in == out
                ? Optional.empty()
                : Optional.of(
                    Sequence.of(
                        new Convolution(name + ".downsample.0", in, out, 1, stride, Fan.OUT),
                        new BatchNormalization(name + ".downsample.1", out)));
        layers.add(new Residual(body(name, in, out, stride, Fan.OUT), shortcut));
        in = out;
      }
    }
    layers.add(Operations.globalAveragePool());
    Initializer linear = Initializer.torchLinear(512);
    layers.add(new Dense("fc", 512, classes, linear, linear));
    return new Sequence(layers);
  }

  /**
   * The CIFAR networks of depth 6n + 2 with 16, 32 and 64 channels, zero-padded shortcuts (option
   * A) and classifier {@code linear}.
   */
  static Layer small(int depth, int classes) {
    List<Layer> layers = new ArrayList<>(stem(16, Fan.IN));
    int in = 16;
    for (int stage = 1; stage <= 3; stage++) {
      int out = 8 << stage;
      for (int block = 0; block < (depth - 2) / 6; block++) {
        String name = "layer%d.%d".formatted(stage, block);
        Optional<Layer> shortcut =
            in == out ? Optional.empty() : Optional.of(Operations.zeroPaddedShortcut(in, out));
        layers.add(new Residual(body(name, in, out, in == out ? 1 : 2, Fan.IN), shortcut));
        in = out;
      }
    }
    layers.add(Operations.globalAveragePool());
    Initializer weight = Initializer.kaimingNormal(64);
    layers.add(new Dense("linear", 64, classes, weight, Initializer.torchLinear(64)));
    return new Sequence(layers);
  }

  private static List<Layer> stem(int channels, Fan fan) {
    return List.of(
        new Convolution("conv1", 3, channels, 3, 1, fan),
        new BatchNormalization("bn1", channels),
        Operations.relu());
  }

  private static Layer body(String name, int in, int out, int stride, Fan fan) {
    return Sequence.of(
        new Convolution(name + ".conv1", in, out, 3, stride, fan),
        new BatchNormalization(name + ".bn1", out),
        Operations.relu(),
        new Convolution(name + ".conv2", out, out, 3, 1, fan),
        new BatchNormalization(name + ".bn2", out));
  }
}
