package io.lethe.unlearning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lethe.formats.DType;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Tensor;
import io.lethe.formats.torchscript.ScriptArchive;
import io.lethe.formats.torchscript.ScriptTensor;
import io.lethe.formats.torchscript.ScriptTensor.Kind;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.compute.ScriptNet;
import io.lethe.unlearning.model.TensorSpec.Role;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A user's TorchScript classifier as the body of a {@link Network}. */
final class ScriptModel implements Body {
  private static final String REF = "model.ref";

  private final ScriptArchive archive;
  private final int classes;
  private final ScriptNet net;

  private ScriptModel(ScriptArchive archive, int classes, ScriptNet net) {
    this.archive = archive;
    this.classes = classes;
    this.net = net;
  }

  /**
   * Loads a module into the engine; it lives as long as the manager.
   *
   * @throws InvalidInputException {@code model.ref} if it has nothing to train, holds numbers that
   *     are not finite or not float32, or does not compile
   */
  static ScriptModel load(NDManager manager, ScriptArchive archive, int classes) {
    check(archive);
    try {
      return new ScriptModel(archive, classes, ScriptNet.load(manager, archive));
    } catch (MalformedFileException e) {
      throw new InvalidInputException(REF, e.getMessage());
    }
  }

  private static void check(ScriptArchive archive) {
    if (archive.tensors().stream().noneMatch(ScriptTensor::trained)) {
      throw new InvalidInputException(
          REF,
          "the module has no parameter that requires a gradient (torch.jit.freeze makes them"
              + " constants); export the model as it is trained");
    }
    for (ScriptTensor tensor : archive.tensors()) {
      boolean parameter = tensor.kind() == Kind.PARAMETER;
      boolean other = Arrays.asList(DType.F64, DType.F16, DType.BF16).contains(tensor.type());
      if (other || (parameter && tensor.type() != DType.F32)) {
        throw new InvalidInputException(
            REF,
            "%s '%s' is %s, allowed is float32 (F32); export model.float()"
                .formatted(parameter ? "parameter" : "buffer", tensor.name(), tensor.type()));
      }
    }
    archive.values().tensors().forEach(ScriptModel::requireFinite);
  }

  private static void requireFinite(String name, Tensor tensor) {
    if (tensor.type() != DType.F32) {
      return;
    }
    for (float value : tensor.floats()) {
      if (!Float.isFinite(value)) {
        throw new InvalidInputException(REF, "'%s' holds %s".formatted(name, value));
      }
    }
  }

  /** The module as it was read. */
  ScriptArchive archive() {
    return archive;
  }

  /** The tensors as the network sees them. */
  List<TensorSpec> specs() {
    return archive.tensors().stream()
        .map(t -> new TensorSpec(t.name(), t.shape(), role(t), Initializer.constant(0)))
        .toList();
  }

  private static Role role(ScriptTensor tensor) {
    if (tensor.trained()) {
      return Role.PARAMETER;
    }
    if (tensor.kind() == Kind.PARAMETER) {
      return Role.CONSTANT;
    }
    return switch (tensor.type()) {
      case F32 -> Role.STATISTIC;
      case I64 -> Role.INTEGERS;
      default -> Role.CONSTANT;
    };
  }

  /** Live arrays of everything that can change, by name. */
  Map<String, NDArray> arrays(NDManager manager) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    List<NDArray> all = net.tensors(manager);
    for (int i = 0; i < all.size(); i++) {
      ScriptTensor tensor = archive.tensors().get(i);
      if (role(tensor) == Role.CONSTANT) {
        all.get(i).close();
      } else {
        arrays.put(tensor.name(), all.get(i));
      }
    }
    return arrays;
  }

  /** Values of everything that stays as it is, by name. */
  Map<String, Tensor> constants() {
    Map<String, Tensor> constants = new LinkedHashMap<>();
    Map<String, Tensor> values = archive.values().tensors();
    for (ScriptTensor tensor : archive.tensors()) {
      if (role(tensor) == Role.CONSTANT) {
        constants.put(tensor.name(), values.get(tensor.name()));
      }
    }
    return constants;
  }

  @Override
  public NDArray forward(NDArray images, boolean training) {
    NDArray logits;
    try {
      logits = net.forward(images, training);
    } catch (MalformedFileException e) {
      throw new InvalidInputException(REF, e.getMessage());
    }
    long[] found = logits.getShape().getShape();
    long[] wanted = {images.getShape().get(0), classes};
    if (found.length != 2 || found[0] != wanted[0]) {
      throw new InvalidInputException(
          REF,
          "the module gives %s for a batch of %d images, allowed is one row of logits an image: %s"
              .formatted(Arrays.toString(found), wanted[0], Arrays.toString(wanted)));
    }
    if (found[1] != classes) {
      throw new InvalidInputException(
          "model.classes", "found %d, but the module gives %d logits".formatted(classes, found[1]));
    }
    return logits;
  }
}
