package io.lethe.unlearning.model;

import io.lethe.unlearning.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The registry of architectures. */
public final class Architectures {
  /** Name of the architecture that a user's file brings along. */
  public static final String TORCHSCRIPT = "torchscript";

  private static final Map<String, Architecture> ALL = new LinkedHashMap<>();

  static {
    add(new Architecture("resnet18", "fc", ResNets::resnet18));
    for (int depth : new int[] {8, 20, 32, 44, 56}) {
      add(
          new Architecture(
              "resnet%ds".formatted(depth), "linear", classes -> ResNets.small(depth, classes)));
    }
    add(new Architecture("vgg16_bn", "classifier.4", Vgg::vgg16));
    add(new Architecture(TORCHSCRIPT, "", Architectures::noLayers));
  }

  private Architectures() {}

  private static Layer noLayers(int classes) {
    throw new InvalidInputException(
        "model.architecture",
        "found '%s', whose layers are in the model's file, and there is none here; allowed are %s"
            .formatted(TORCHSCRIPT, String.join(", ", builtIn())));
  }

  private static void add(Architecture architecture) {
    ALL.put(architecture.name(), architecture);
  }

  private static List<String> builtIn() {
    return ALL.keySet().stream().filter(name -> !name.equals(TORCHSCRIPT)).toList();
  }

  /** Registered names. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /**
   * The architecture of that name.
   *
   * @throws InvalidInputException {@code model.architecture} if there is none
   */
  public static Architecture get(String name) {
    Architecture architecture = ALL.get(name);
    if (architecture == null) {
      throw new InvalidInputException(
          "model.architecture",
          "found '%s', allowed are %s".formatted(name, String.join(", ", ALL.keySet())));
    }
    return architecture;
  }
}
