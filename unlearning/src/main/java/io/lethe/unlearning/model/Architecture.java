package io.lethe.unlearning.model;

import io.lethe.unlearning.model.TensorSpec.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A network's shape without weights; takes {@code [N, 3, 32, 32]} pixels in [0, 1], gives {@code
 * [N, classes]} logits.
 */
public final class Architecture {
  static final String MEAN = "normalize.mean";
  static final String STD = "normalize.std";

  private final String name;
  private final String classifier;
  private final IntFunction<Layer> body;

  Architecture(String name, String classifier, IntFunction<Layer> body) {
    this.name = name;
    this.classifier = classifier;
    this.body = body;
  }

  /** The registered name, such as {@code resnet18}. */
  public String name() {
    return name;
  }

  /** Whether the file of weights brings the layers along, as TorchScript does. */
  public boolean scripted() {
    return name.equals(Architectures.TORCHSCRIPT);
  }

  /** torch's name of the last linear layer. */
  public String classifier() {
    return classifier;
  }

  /** Number of trainable weights. */
  public long weights(int classes) {
    return body(classes).tensors().stream()
        .filter(t -> t.role() == Role.PARAMETER)
        .mapToLong(TensorSpec::size)
        .sum();
  }

  Layer body(int classes) {
    return body.apply(classes);
  }

  /** Tensors in state-dict order, the normalisation first. */
  List<TensorSpec> tensors(int classes) {
    long[] rgb = {3};
    List<TensorSpec> all = new ArrayList<>();
    all.add(new TensorSpec(MEAN, rgb, Role.NORMALIZATION, Initializer.constant(0)));
    all.add(new TensorSpec(STD, rgb, Role.NORMALIZATION, Initializer.constant(1)));
    all.addAll(body(classes).tensors());
    return all;
  }

  @Override
  public String toString() {
    return name;
  }
}
