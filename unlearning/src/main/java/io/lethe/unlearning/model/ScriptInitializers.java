package io.lethe.unlearning.model;

import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.formats.torchscript.ScriptArchive;
import io.lethe.formats.torchscript.ScriptTensor;
import io.lethe.formats.torchscript.ScriptTensor.Kind;
import io.lethe.unlearning.random.CounterRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Fresh weights for a TorchScript module, whose file does not say how its author initialised it.
 *
 * <p>Layers of {@code torch.nn} get torch's defaults: convolutions and linear layers uniform on
 * ±1/√fan-in, weight and bias; normalisations weight 1, bias 0, mean 0, variance 1; embeddings N(0,
 * 1); PReLU 0.25. A parameter of another class is uniform on ±1/√fan-in if it has two dimensions or
 * more, else 0 if its name says bias, else 1. No value of the trained model is kept but buffers of
 * other classes and parameters that are not trained, which are constants.
 */
final class ScriptInitializers {
  private static final Pattern FAN_LAYERS =
      Pattern.compile("torch\\.nn\\.modules\\.(conv\\.Conv\\w+|linear\\.Linear)");

  private static final Pattern NORMALIZATIONS =
      Pattern.compile(
          "torch\\.nn\\.modules\\.(batchnorm|instancenorm|normalization)\\.\\w*Norm\\w*");

  private static final String EMBEDDING = "torch.nn.modules.sparse.Embedding";
  private static final String PRELU = "torch.nn.modules.activation.PReLU";

  private ScriptInitializers() {}

  /** Trained parameters that no layer of torch's holds, so that their rule is a guess. */
  static List<String> guessed(ScriptArchive archive) {
    return archive.tensors().stream()
        .filter(t -> t.trained() && !known(t.layer()))
        .map(ScriptTensor::name)
        .toList();
  }

  private static boolean known(String layer) {
    return FAN_LAYERS.matcher(layer).matches()
        || NORMALIZATIONS.matcher(layer).matches()
        || layer.equals(EMBEDDING)
        || layer.equals(PRELU);
  }

  /** The same module with fresh weights: a function of (code, seed). */
  static ScriptArchive fresh(ScriptArchive archive, long seed) {
    Map<String, ScriptTensor> byName = new LinkedHashMap<>();
    archive.tensors().forEach(t -> byName.put(t.name(), t));
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (ScriptTensor tensor : archive.tensors()) {
      if (tensor.trained()) {
        values.put(tensor.name(), fill(tensor, initializer(tensor, byName), seed));
      } else if (tensor.kind() == Kind.BUFFER && NORMALIZATIONS.matcher(tensor.layer()).matches()) {
        values.put(tensor.name(), statistic(tensor));
      }
    }
    return archive.with(TensorFile.of(values));
  }

  private static Tensor fill(ScriptTensor tensor, Initializer initializer, long seed) {
    CounterRandom random = new CounterRandom(seed, "init/" + tensor.name());
    float[] data = new float[tensor.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) initializer.value(random, i);
    }
    return Tensor.ofFloats(data, tensor.shape());
  }

  private static Initializer initializer(ScriptTensor tensor, Map<String, ScriptTensor> byName) {
    boolean bias = last(tensor).contains("bias");
    String layer = tensor.layer();
    if (NORMALIZATIONS.matcher(layer).matches()) {
      return Initializer.constant(bias ? 0 : 1);
    }
    if (layer.equals(EMBEDDING)) {
      return Initializer.normal(1);
    }
    if (layer.equals(PRELU)) {
      return Initializer.constant(0.25);
    }
    if (FAN_LAYERS.matcher(layer).matches()) {
      ScriptTensor weight = byName.getOrDefault(sibling(tensor, "weight"), tensor);
      return Initializer.torchLinear(fanIn(weight.shape()));
    }
    return tensor.shape().length >= 2
        ? Initializer.torchLinear(fanIn(tensor.shape()))
        : Initializer.constant(bias ? 0 : 1);
  }

  private static Tensor statistic(ScriptTensor tensor) {
    if (last(tensor).equals("num_batches_tracked")) {
      return Tensor.ofLongs(new long[tensor.size()], tensor.shape());
    }
    float[] data = new float[tensor.size()];
    Arrays.fill(data, last(tensor).equals("running_var") ? 1 : 0);
    return Tensor.ofFloats(data, tensor.shape());
  }

  private static String last(ScriptTensor tensor) {
    return tensor.path().get(tensor.path().size() - 1);
  }

  private static String sibling(ScriptTensor tensor, String name) {
    String own = tensor.name();
    return own.substring(0, own.length() - last(tensor).length()) + name;
  }

  /** Inputs of one output: the product of all dimensions but the first. */
  private static long fanIn(long[] shape) {
    return Math.max(1, Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact));
  }
}
