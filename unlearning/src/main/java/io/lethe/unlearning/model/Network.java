package io.lethe.unlearning.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.formats.torchscript.ScriptArchive;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.compute.Engines;
import io.lethe.unlearning.compute.Tensors;
import io.lethe.unlearning.data.BatchLoader;
import io.lethe.unlearning.model.TensorSpec.Role;
import io.lethe.unlearning.random.CounterRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An architecture with weights on a device. Tensors carry torch's names and order.
 *
 * <p>Parameters are the trainable weights (and what a mask ranges over); buffers are the running
 * statistics and batch counters of batch normalisation; the input normalisation is constant. Of a
 * user's TorchScript module they are what it registered as such. Not thread-safe.
 */
public final class Network implements AutoCloseable {
  private static final Set<Role> BUFFERS = EnumSet.of(Role.STATISTIC, Role.COUNTER, Role.INTEGERS);

  private final Architecture architecture;
  private final int classes;
  private final NDManager manager;
  private final List<String> exported;
  private final Map<String, NDArray> values = new LinkedHashMap<>();
  private final Map<String, Long> counters = new LinkedHashMap<>();
  private final Map<String, Tensor> constants = new LinkedHashMap<>();

  private int outputs;
  private Body body;
  private List<TensorSpec> specs;
  private PixelLayout layout = PixelLayout.CHANNELS_LAST;

  private Network(
      Architecture architecture,
      int classes,
      int outputs,
      List<String> exported,
      TensorFile file,
      Device device) {
    this.architecture = architecture;
    this.classes = classes;
    this.outputs = outputs;
    this.exported = exported;
    this.specs = architecture.tensors(outputs);
    this.manager = Engines.newManager(device);
    this.body = layers(outputs);
    for (TensorSpec spec : specs) {
      Tensor tensor = file.get(spec.name());
      if (spec.role() == Role.COUNTER) {
        counters.put(spec.name(), tensor.longs()[0]);
      } else {
        long[] shape = spec.role() == Role.NORMALIZATION ? new long[] {1, 3, 1, 1} : spec.shape();
        NDArray array = manager.create(tensor.floats(), new Shape(shape));
        array.setRequiresGradient(spec.role() == Role.PARAMETER);
        values.put(spec.name(), array);
        if (spec.role() == Role.NORMALIZATION) {
          constants.put(spec.name(), tensor);
        }
      }
    }
  }

  private Network(
      ScriptArchive archive, int classes, Optional<Normalization> normalization, Device device) {
    this.architecture = Architectures.get(Architectures.TORCHSCRIPT);
    this.classes = classes;
    this.outputs = classes;
    this.manager = Engines.newManager(device);
    try {
      ScriptModel model = ScriptModel.load(manager, archive, classes);
      this.body = model;
      this.specs = model.specs();
      this.exported = specs.stream().map(TensorSpec::name).toList();
      values.putAll(model.arrays(manager));
      constants.putAll(model.constants());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
    normalization.ifPresent(
        given ->
            NetworkFiles.tensors(given)
                .forEach(
                    (name, rgb) ->
                        values.put(name, manager.create(rgb.floats(), new Shape(1, 3, 1, 1)))));
  }

  private Body layers(int width) {
    Layer layers = architecture.body(width);
    return (images, training) -> layers.forward(images, values, training);
  }

  /**
   * A fresh network with torch's initialisation.
   *
   * @param seed every weight is a pure function of (seed, parameter name, index)
   * @throws InvalidInputException {@code model.classes} if below 2
   */
  public static Network create(
      Architecture architecture,
      int classes,
      Normalization normalization,
      long seed,
      Device device) {
    NetworkFiles.checkClasses(classes);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : architecture.tensors(classes)) {
      tensors.put(spec.name(), fill(spec, seed));
    }
    tensors.putAll(NetworkFiles.tensors(normalization));
    return new Network(
        architecture,
        classes,
        classes,
        List.copyOf(tensors.keySet()),
        TensorFile.of(tensors),
        device);
  }

  private static Tensor fill(TensorSpec spec, long seed) {
    CounterRandom random = new CounterRandom(seed, "init/" + spec.name());
    if (spec.role() == Role.COUNTER) {
      return Tensor.ofLongs(new long[1]);
    }
    float[] data = new float[spec.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) spec.initializer().value(random, i);
    }
    return Tensor.ofFloats(data, spec.shape());
  }

  /**
   * A network from a file, which may lack batch counters (they then start at 0) and normalisation
   * buffers, and may have more outputs than classes if its metadata say so.
   *
   * @param normalization what a file without normalisation buffers is normalised with; ignored
   *     where the file has them
   * @throws InvalidInputException {@code model.ref} for missing, unknown or misshapen tensors and
   *     for weights that are NaN or infinite; {@code model.classes} if the classifier has another
   *     number of outputs; {@code model.normalization} if neither file nor caller gives one
   */
  public static Network load(
      Architecture architecture,
      int classes,
      Optional<Normalization> normalization,
      TensorFile file,
      Device device) {
    int outputs = classes + NetworkFiles.extraOutputs(file);
    TensorFile complete = NetworkFiles.complete(architecture, classes, normalization, file);
    List<String> exported = new ArrayList<>(complete.tensors().keySet());
    exported.retainAll(file.tensors().keySet());
    return new Network(architecture, classes, outputs, exported, complete, device);
  }

  /**
   * How many outputs the model of a file has beyond its classes, by the file's metadata.
   *
   * @throws InvalidInputException {@code model.ref} if that is no whole number
   */
  public static int extraOutputs(TensorFile file) {
    return NetworkFiles.extraOutputs(file);
  }

  /** A copy on the same device whose weights need no gradient. */
  Network frozenCopy() {
    Network copy = body instanceof ScriptModel script ? copyOf(script) : copyOfLayers();
    copy.parameters().values().forEach(weights -> weights.setRequiresGradient(false));
    copy.useLayout(layout);
    return copy;
  }

  private Network copyOfLayers() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    specs.forEach(spec -> tensors.put(spec.name(), copy(spec)));
    return new Network(
        architecture, classes, outputs, exported, TensorFile.of(tensors), manager.getDevice());
  }

  private Network copyOf(ScriptModel script) {
    Network copy =
        new Network(
            script.archive().with(export()), classes, Optional.empty(), manager.getDevice());
    for (String name : List.of(Architecture.MEAN, Architecture.STD)) {
      if (values.containsKey(name)) {
        copy.values.put(name, Tensors.create(copy.manager, Tensors.copyOf(values.get(name))));
      }
    }
    return copy;
  }

  /**
   * A user's TorchScript classifier.
   *
   * @param normalization what pixels are normalised with before they go in; nothing where the
   *     module does that itself
   * @throws InvalidInputException {@code model.ref} if the module cannot be loaded or trained
   */
  public static Network load(
      int classes, Optional<Normalization> normalization, ScriptArchive archive, Device device) {
    NetworkFiles.checkClasses(classes);
    return new Network(archive, classes, normalization, device);
  }

  /**
   * A user's TorchScript classifier with fresh weights, by torch's rules for its layers.
   *
   * @param seed every weight is a pure function of (seed, parameter name, index)
   * @throws InvalidInputException as {@link #load}
   */
  public static Network create(
      int classes,
      Optional<Normalization> normalization,
      ScriptArchive archive,
      long seed,
      Device device) {
    return load(classes, normalization, ScriptInitializers.fresh(archive, seed), device);
  }

  /** The architecture. */
  public Architecture architecture() {
    return architecture;
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** Number of outputs: the classes, and after them those added by {@link #addOutput}. */
  public int outputs() {
    return outputs;
  }

  /**
   * Widens the classifier by one output, which becomes the last. The arrays of its parameters are
   * replaced by others.
   *
   * @param row how its weights begin
   * @param seed seed of the draw, where there is one
   * @throws InvalidInputException {@code method.name} for a TorchScript module, whose code fixes
   *     its outputs
   */
  public void addOutput(NewRow row, long seed) {
    if (architecture.scripted()) {
      throw new InvalidInputException(
          "method.name",
          "found one that adds an output; the code of a TorchScript model fixes its outputs");
    }
    String name = architecture.classifier();
    long fanIn = values.get(name + ".weight").getShape().get(1);
    outputs++;
    body = layers(outputs);
    specs = architecture.tensors(outputs);
    for (String parameter : List.of(name + ".weight", name + ".bias")) {
      CounterRandom random = new CounterRandom(seed, "output/" + outputs + "/" + parameter);
      try (NDArray old = values.get(parameter)) {
        Tensor wider = row.widened(Tensors.copyOf(old), fanIn, random);
        NDArray array = Tensors.create(manager, wider);
        array.setRequiresGradient(true);
        values.put(parameter, array);
      }
    }
  }

  /**
   * How batches lie in memory; channels-last at first, which is faster. A user's module gets
   * torch's default, because its code may rely on it.
   */
  public PixelLayout layout() {
    return architecture.scripted() ? PixelLayout.PLAIN : layout;
  }

  /**
   * Chooses how batches lie in memory: {@link PixelLayout#PLAIN} to follow an implementation that
   * uses torch's default, as the golden vectors' does.
   */
  public void useLayout(PixelLayout chosen) {
    layout = chosen;
  }

  /** Owner of the weights, on the network's device; parent of the manager of every step. */
  public NDManager manager() {
    return manager;
  }

  /** Trainable weights by name, in definition order. */
  public Map<String, NDArray> parameters() {
    return select(Role.PARAMETER);
  }

  /** Running statistics by name, in definition order; without counters. */
  public Map<String, NDArray> statistics() {
    return select(Role.STATISTIC);
  }

  private Map<String, NDArray> select(Role role) {
    Map<String, NDArray> selected = new LinkedHashMap<>();
    specs.stream()
        .filter(s -> s.role() == role)
        .forEach(s -> selected.put(s.name(), values.get(s.name())));
    return Collections.unmodifiableMap(selected);
  }

  /** Number of trainable weights. */
  public long weights() {
    return parameters().values().stream().mapToLong(NDArray::size).sum();
  }

  /** Copies of running statistics and batch counters by name, in state-dict order. */
  public Map<String, Tensor> buffers() {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      if (BUFFERS.contains(spec.role())) {
        copies.put(spec.name(), copy(spec));
      }
    }
    return copies;
  }

  /**
   * Overwrites weights, running statistics or counters.
   *
   * @throws io.lethe.formats.MalformedFileException if a name is unknown or a shape differs
   */
  public void overwrite(Map<String, Tensor> tensors) {
    Map<String, TensorSpec> byName = NetworkFiles.byName(specs);
    tensors.forEach(
        (name, tensor) -> {
          NetworkFiles.checkShape(name, tensor, byName.get(name));
          if (counters.containsKey(name)) {
            counters.put(name, tensor.longs()[0]);
          } else if (values.containsKey(name)) { // a constant stays what it is
            Tensors.overwrite(values.get(name), tensor);
          }
        });
  }

  /**
   * Logits of a batch.
   *
   * @param pixels {@code [N, 3, H, W]} in [0, 1]; not closed
   * @param training whether batch statistics are used, running ones updated and batches counted
   * @return {@code [N, outputs]} in the manager of {@code pixels}
   */
  public NDArray forward(NDArray pixels, boolean training) {
    if (training) {
      counters.replaceAll((name, count) -> count + 1);
    }
    try (NDArray laidOut = laidOut(pixels)) {
      return forwardLaidOut(laidOut, training);
    }
  }

  /** Logits of pixels that {@link #laidOut} gave; gradients reach as far as these pixels. */
  NDArray forwardLaidOut(NDArray laidOut, boolean training) {
    if (!values.containsKey(Architecture.MEAN)) { // a user's module normalises inside
      return body.forward(laidOut, training);
    }
    try (NDArray centred = laidOut.sub(values.get(Architecture.MEAN));
        NDArray normalised = centred.div(values.get(Architecture.STD))) {
      return body.forward(normalised, training);
    }
  }

  /** A copy in the chosen layout, which no gradient passes. */
  NDArray laidOut(NDArray pixels) {
    if (layout() == PixelLayout.CHANNELS_LAST) {
      return pixels.duplicate(); // keeps the strides the loader gave
    }
    try (NDArray flat = pixels.flatten()) {
      return flat.reshape(pixels.getShape());
    }
  }

  /**
   * Logits of some records in evaluation mode, as one batch.
   *
   * @return one row of {@link #outputs()} logits a record
   */
  public float[][] logits(int[] records, BatchLoader loader) {
    return Engines.withoutGradients(
        () -> {
          try (NDManager batch = manager.newSubManager()) {
            float[] flat = forward(loader.load(batch, records, 0), false).toFloatArray();
            float[][] rows = new float[records.length][outputs];
            for (int i = 0; i < rows.length; i++) {
              System.arraycopy(flat, i * outputs, rows[i], 0, outputs);
            }
            return rows;
          }
        });
  }

  /**
   * Exactly the tensors that were read (for a created network all), in state-dict order; how many
   * outputs there are beyond the classes is metadata.
   */
  public TensorFile export() {
    Map<String, TensorSpec> byName = NetworkFiles.byName(specs);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    exported.forEach(name -> tensors.put(name, copy(byName.get(name))));
    return new TensorFile(tensors, NetworkFiles.metadata(outputs - classes));
  }

  private Tensor copy(TensorSpec spec) {
    return switch (spec.role()) {
      case COUNTER -> Tensor.ofLongs(new long[] {counters.get(spec.name())}, spec.shape());
      case NORMALIZATION, CONSTANT -> constants.get(spec.name());
      default -> Tensors.copyOf(values.get(spec.name()));
    };
  }

  /** Frees the weights. */
  @Override
  public void close() {
    manager.close();
  }
}
