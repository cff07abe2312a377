package io.lethe.unlearning.model;

import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.model.TensorSpec.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks weight files against an architecture and fills in what they may leave out. */
final class NetworkFiles {
  private static final String REF = "model.ref";
  private static final String EXTRA_OUTPUTS = "extraOutputs";
  private static final int LISTED = 5;

  private NetworkFiles() {}

  /** How many outputs a file has beyond its classes, by its metadata. */
  static int extraOutputs(TensorFile file) {
    String found = file.metadata().getOrDefault(EXTRA_OUTPUTS, "0");
    if (!found.matches("[0-9]{1,4}")) {
      throw new InvalidInputException(
          REF,
          "metadata '%s' is '%s', allowed are whole numbers from 0"
              .formatted(EXTRA_OUTPUTS, found));
    }
    return Integer.parseInt(found);
  }

  /** Metadata of a file with so many outputs beyond its classes. */
  static Map<String, String> metadata(int extraOutputs) {
    return extraOutputs == 0 ? Map.of() : Map.of(EXTRA_OUTPUTS, Integer.toString(extraOutputs));
  }

  static void checkClasses(int classes) {
    if (classes < 2) {
      throw new InvalidInputException(
          "model.classes", "found %d, allowed are whole numbers from 2".formatted(classes));
    }
  }

  /** All tensors of the architecture, in its order, from the file and the defaults. */
  static TensorFile complete(
      Architecture architecture,
      int classes,
      Optional<Normalization> normalization,
      TensorFile file) {
    checkClasses(classes);
    int extra = extraOutputs(file);
    checkClassifier(architecture, classes, extra, file);
    List<TensorSpec> specs = architecture.tensors(classes + extra);
    Map<String, Tensor> defaults = normalizationOf(normalization, file);
    List<String> problems = new ArrayList<>();
    Map<String, Tensor> complete = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      Tensor tensor = file.tensors().getOrDefault(spec.name(), defaults.get(spec.name()));
      if (tensor == null && spec.role() == Role.COUNTER) {
        tensor = Tensor.ofLongs(new long[1]);
      }
      problem(spec, tensor).ifPresent(problems::add);
      complete.put(spec.name(), tensor);
    }
    Set<String> unknown = new HashSet<>(file.tensors().keySet());
    unknown.removeAll(complete.keySet());
    unknown.stream().sorted().forEach(n -> problems.add("'%s' is not expected".formatted(n)));
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          REF, "not a %s: %s".formatted(architecture, firstOf(problems)));
    }
    return TensorFile.of(complete);
  }

  private static void checkClassifier(
      Architecture architecture, int classes, int extra, TensorFile file) {
    Tensor weight = file.tensors().get(architecture.classifier() + ".weight");
    if (weight != null && weight.shape().length == 2 && weight.shape()[0] != classes + extra) {
      throw new InvalidInputException(
          "model.classes",
          "found %d, but the classifier '%s' of the model has %d outputs%s"
              .formatted(
                  classes,
                  architecture.classifier(),
                  weight.shape()[0],
                  extra == 0 ? "" : ", %d of them beyond its classes".formatted(extra)));
    }
  }

  private static Map<String, Tensor> normalizationOf(
      Optional<Normalization> given, TensorFile file) {
    boolean mean = file.tensors().containsKey(Architecture.MEAN);
    boolean std = file.tensors().containsKey(Architecture.STD);
    if (mean && std) {
      return Map.of();
    }
    if (mean != std) {
      throw new InvalidInputException(
          REF, "the file has only one of %s and %s".formatted(Architecture.MEAN, Architecture.STD));
    }
    return tensors(
        given.orElseThrow(
            () ->
                new InvalidInputException(
                    "model.normalization",
                    "missing; the model file has no %s and %s, so mean and std must be given"
                        .formatted(Architecture.MEAN, Architecture.STD))));
  }

  static Map<String, Tensor> tensors(Normalization normalization) {
    return Map.of(
        Architecture.MEAN, rgb(normalization.mean()), Architecture.STD, rgb(normalization.std()));
  }

  private static Tensor rgb(List<Float> v) {
    return Tensor.ofFloats(new float[] {v.get(0), v.get(1), v.get(2)}, 3);
  }

  private static Optional<String> problem(TensorSpec spec, Tensor tensor) {
    String name = "'" + spec.name() + "'";
    if (tensor == null) {
      return Optional.of(name + " is missing");
    }
    if (!fits(spec, tensor)) {
      return Optional.of(
          "%s is %s, expected shape %s".formatted(name, tensor, Arrays.toString(spec.shape())));
    }
    try {
      if (spec.role() == Role.COUNTER) {
        tensor.longs();
        return Optional.empty();
      }
      for (float value : tensor.floats()) {
        if (!Float.isFinite(value)) {
          return Optional.of(name + " holds " + value);
        }
      }
      return Optional.empty();
    } catch (MalformedFileException e) {
      return Optional.of(name + ": " + e.getMessage());
    }
  }

  /** Equal shapes; normalisation buffers of any shape with three elements, as torch stores them. */
  private static boolean fits(TensorSpec spec, Tensor tensor) {
    return switch (spec.role()) {
      case NORMALIZATION -> tensor.size() == 3;
      case COUNTER -> tensor.size() == 1;
      default -> Arrays.equals(tensor.shape(), spec.shape());
    };
  }

  private static String firstOf(List<String> problems) {
    String first = String.join("; ", problems.subList(0, Math.min(LISTED, problems.size())));
    int more = problems.size() - LISTED;
    return more > 0 ? "%s; and %d more".formatted(first, more) : first;
  }

  static Map<String, TensorSpec> byName(List<TensorSpec> specs) {
    Map<String, TensorSpec> map = new LinkedHashMap<>();
    specs.forEach(s -> map.put(s.name(), s));
    return map;
  }

  static void checkShape(String name, Tensor tensor, TensorSpec spec) {
    if (spec == null || !fits(spec, tensor)) {
      throw new MalformedFileException(
          "tensor '%s' is %s, expected %s"
              .formatted(
                  name, tensor, spec == null ? "no such tensor" : Arrays.toString(spec.shape())));
    }
  }
}
