package io.lethe.unlearning.method;

import io.lethe.formats.DType;
import io.lethe.formats.Digests;
import io.lethe.formats.Mask;
import io.lethe.formats.Safetensors;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.NonFiniteLossException;
import io.lethe.unlearning.model.Network;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Whether method, data, network and mask fit together, and what identifies their run. */
final class RunChecks {
  private RunChecks() {}

  static void check(
      UnlearningMethod method, UnlearningData sets, Network network, Optional<Mask> mask) {
    if (method.needsMask() && mask.isEmpty()) {
      throw new InvalidInputException(
          "method.mask", "missing; method '%s' needs one".formatted(method.name()));
    }
    int largest =
        IntStream.concat(IntStream.of(sets.forgetLabels()), IntStream.of(sets.retainLabels()))
            .max()
            .orElse(0);
    if (largest >= network.classes()) {
      throw new InvalidInputException(
          "model.classes",
          "found %d, but a record has label %d".formatted(network.classes(), largest));
    }
    mask.ifPresent(m -> checkMask(m, network));
  }

  private static void checkMask(Mask mask, Network network) {
    Map<String, Integer> expected = new LinkedHashMap<>();
    network
        .parameters()
        .forEach((name, weights) -> expected.put(name, Math.toIntExact(weights.size())));
    Map<String, Integer> found = new LinkedHashMap<>();
    mask.names().forEach(name -> found.put(name, mask.size(name)));
    if (!found.equals(expected)) {
      throw new InvalidInputException(
          "method.mask",
          "the mask covers %d weights of %d parameters, the network has %d weights of %d"
              .formatted(
                  mask.total(),
                  found.size(),
                  expected.values().stream().mapToLong(Integer::longValue).sum(),
                  expected.size()));
    }
  }

  /**
   * The tensors themselves.
   *
   * @param step the step that they come from
   * @throws NonFiniteLossException naming the first float tensor that holds NaN or infinity
   */
  static TensorFile finite(TensorFile file, long step) {
    file.tensors()
        .forEach(
            (name, tensor) -> {
              if (tensor.type() == DType.F32) {
                requireFinite(name, tensor.floats(), step);
              }
            });
    return file;
  }

  private static void requireFinite(String name, float[] values, long step) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new NonFiniteLossException(step, name, value);
      }
    }
  }

  /** Digest of everything a state of the run depends on, besides the starting weights. */
  static String fingerprint(
      UnlearningMethod method,
      UnlearningData sets,
      Hyperparameters hyperparameters,
      Optional<Mask> mask) {
    return Digests.sha256(
        String.join(
            "\n",
            method.definition(),
            hyperparameters.toString(),
            Arrays.toString(sets.forget()),
            Arrays.toString(sets.retain()),
            mask.map(m -> Digests.sha256(Safetensors.toBytes(m.toFile()))).orElse("no mask")));
  }
}
