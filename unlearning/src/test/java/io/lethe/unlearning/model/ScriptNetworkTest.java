package io.lethe.unlearning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lethe.formats.Safetensors;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.formats.torchscript.ScriptArchive;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.Shared;
import io.lethe.unlearning.compute.Engines;
import io.lethe.unlearning.compute.GradientTape;
import io.lethe.unlearning.compute.Tensors;
import io.lethe.unlearning.golden.Numbers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's module as a network. */
class ScriptNetworkTest {
  /** Stated by the golden vectors' README. */
  private static final double GOLDEN = 1e-5;

  private static final TensorFile PYTHON =
      Safetensors.read(Scripts.file("tiny.safetensors")); // input, logits, gradients

  @TempDir private Path folder;

  @Test
  void namesAndOrderAreTorchsAndOnlyTrainedParametersAreParameters() {
    try (Network network = Scripts.network()) {
      assertThat(network.parameters().keySet())
          .containsExactly(
              "scale",
              "first.conv.weight",
              "first.norm.weight",
              "first.norm.bias",
              "again.conv.weight",
              "again.norm.weight",
              "again.norm.bias",
              "head.weight",
              "head.bias",
              "unused.weight",
              "unused.bias");
      assertThat(network.buffers().keySet())
          .containsExactly(
              "pixel_mean",
              "first.norm.running_mean",
              "first.norm.running_var",
              "first.norm.num_batches_tracked",
              "again.norm.running_mean",
              "again.norm.running_var",
              "again.norm.num_batches_tracked");
      assertThat(network.export()).isEqualTo(Scripts.tiny().values());
      assertThat(network.export().tensors()).containsKeys("shift", "flags");
      assertThat(network.layout()).isEqualTo(PixelLayout.PLAIN);
    }
  }

  @Test
  void logitsAndGradientsArePythons() {
    try (Network network = Scripts.network()) {
      Map<String, float[]> gradients = new LinkedHashMap<>();
      float[] logits = gradients(network, PYTHON, gradients);
      assertThat(Numbers.relativeError(logits, PYTHON.get("logits").floats())).isLessThan(1e-6);
      assertThat(gradients).hasSize(11);
      gradients.forEach(
          (name, found) -> {
            Tensor expected = PYTHON.tensors().get("grad." + name);
            if (expected == null) { // Python has none where the module does not use it
              assertThat(name).startsWith("unused");
              assertThat(found).containsOnly(0f);
            } else {
              assertThat(Numbers.relativeError(found, expected.floats())).as(name).isLessThan(1e-5);
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"user-a", "user-b"})
  void lossAndGradientNormsAreTheGoldenOnes(String name) {
    Path golden = Shared.require("golden/torchscript");
    TensorFile numbers = Safetensors.read(golden.resolve(name + ".safetensors"));
    ScriptArchive archive = ScriptArchive.read(golden.resolve(name + ".script.pt"));
    try (Network network = Network.load(10, Optional.empty(), archive, Device.cpu())) {
      Map<String, float[]> gradients = new LinkedHashMap<>();
      float[] logits = gradients(network, numbers, gradients);
      assertThat(Numbers.relativeError(logits, numbers.get("logits_eval").floats()))
          .isLessThan(GOLDEN);
      assertThat(gradients).hasSize(29);
      gradients.forEach(
          (parameter, gradient) -> {
            double expected = numbers.get("grad_norm." + parameter).floats()[0];
            assertThat(Numbers.norm(gradient))
                .as(parameter)
                .isCloseTo(expected, within(GOLDEN * expected));
          });
    }
  }

  /** Logits in evaluation mode, and gradients of the mean cross-entropy. */
  private static float[] gradients(
      Network network, TensorFile numbers, Map<String, float[]> gradients) {
    long[] labels = numbers.get("labels").longs();
    try (NDManager step = network.manager().newSubManager()) {
      NDArray logits;
      try (GradientTape tape = new GradientTape()) {
        logits = network.forward(Tensors.create(step, numbers.get("input")), false);
        NDArray index = step.create(labels).toType(DataType.INT64, false).expandDims(1);
        tape.backward(logits.logSoftmax(1).gather(index, 1).neg().mean());
      }
      network
          .parameters()
          .forEach((name, p) -> gradients.put(name, p.getGradient().toFloatArray()));
      return logits.toFloatArray();
    }
  }

  @Test
  void trainingMovesStatisticsAndCountersAndTheyCanBePutBack() {
    try (Network network = Scripts.network()) {
      Map<String, Tensor> before = network.buffers();
      forward(network, false);
      assertThat(network.buffers()).isEqualTo(before);
      forward(network, true);
      Map<String, Tensor> after = network.buffers();
      assertThat(after.get("first.norm.running_mean"))
          .isNotEqualTo(before.get("first.norm.running_mean"));
      long batches = before.get("again.norm.num_batches_tracked").longs()[0];
      assertThat(after.get("again.norm.num_batches_tracked").longs()) // twice: it is tied
          .containsExactly(batches + 2);
      assertThat(after.get("pixel_mean")).isEqualTo(before.get("pixel_mean"));
      network.overwrite(before);
      assertThat(network.buffers()).isEqualTo(before);
    }
  }

  @Test
  void aNormalisationOfTheRequestIsAppliedBeforeTheModule() {
    var half = new Normalization(grey(0.5f), grey(2f));
    try (Network plain = Scripts.network();
        Network given = Network.load(3, Optional.of(half), Scripts.tiny(), Device.cpu());
        NDManager batch = plain.manager().newSubManager()) {
      Engines.withoutGradients(
          () -> {
            NDArray pixels = Tensors.create(batch, PYTHON.get("input"));
            float[] expected = plain.forward(pixels.sub(0.5f).div(2f), false).toFloatArray();
            assertThat(given.forward(pixels, false).toFloatArray()).containsExactly(expected);
            return null;
          });
      assertThat(given.export()).isEqualTo(Scripts.tiny().values());
    }
  }

  private static List<Float> grey(float value) {
    return Collections.nCopies(3, value);
  }

  @Test
  void aSavedModelHasTheSameCodeAndIsReadBackWithEqualOutputs() throws IOException {
    TensorFile changed = changed();
    Path saved = folder.resolve("saved.pt");
    Files.write(saved, ModelFile.of(Scripts.tiny()).withWeights(changed));
    ScriptArchive again = ScriptArchive.read(saved);
    assertThat(again.values()).isEqualTo(changed);
    assertThat(again.codeSha256()).isEqualTo(Scripts.tiny().codeSha256());
    assertThat(again.with(changed).toBytes()).isEqualTo(Files.readAllBytes(saved));
    try (Network network = Scripts.network();
        Network loaded = Network.load(3, Optional.empty(), again, Device.cpu())) {
      network.overwrite(changed.tensors());
      assertThat(forward(loaded, false)).containsExactly(forward(network, false));
    }
  }

  @Test
  void pythonReadsASavedModelWithEqualOutputs() throws Exception {
    String python = Optional.ofNullable(System.getenv("LETHE_PYTHON")).orElse("python3");
    assumeTrue(
        exits(python, "import torch"),
        "no Python with torch (LETHE_PYTHON names one): reading the saved model not tested");
    Path saved = folder.resolve("saved.pt");
    Files.write(saved, ModelFile.of(Scripts.tiny()).withWeights(changed()));
    Path numbers = folder.resolve("input.bin");
    Files.write(numbers, bytes(PYTHON.get("input")));
    Path out = folder.resolve("logits.bin");
    String program =
        """
        import torch
        x = torch.frombuffer(bytearray(open(r'%s', 'rb').read()), dtype=torch.float32)
        model = torch.jit.load(r'%s').eval()
        assert [n for n, p in model.named_parameters() if not p.requires_grad] == ['shift']
        y = model(x.reshape(4, 3, 8, 8)).detach()
        open(r'%s', 'wb').write(y.numpy().tobytes() if hasattr(y, 'numpy') else b'')
        """
            .formatted(numbers, saved, out);
    assertThat(exits(python, program)).isTrue();
    try (Network network = Scripts.network();
        NDManager batch = network.manager().newSubManager()) {
      network.overwrite(changed().tensors());
      float[] expected =
          Engines.withoutGradients(
              () ->
                  network
                      .forward(Tensors.create(batch, PYTHON.get("input")), false)
                      .toFloatArray());
      assertThat(Numbers.maxAbsoluteError(floats(Files.readAllBytes(out)), expected))
          .isLessThan(1e-6);
    }
  }

  private static boolean exits(String python, String program) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(python, "-c", program)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] bytes(Tensor tensor) {
    byte[] out = new byte[tensor.bytes().remaining()];
    tensor.bytes().get(out);
    return out;
  }

  private static float[] floats(byte[] bytes) {
    float[] out = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(out);
    return out;
  }

  /** Other weights and statistics than the file's. */
  private static TensorFile changed() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(Scripts.tiny().values().tensors());
    for (String name : new String[] {"head.weight", "first.norm.running_mean"}) {
      float[] values = tensors.get(name).floats();
      for (int i = 0; i < values.length; i++) {
        values[i] += 0.01f * (i + 1);
      }
      tensors.put(name, Tensor.ofFloats(values, tensors.get(name).shape()));
    }
    return TensorFile.of(tensors);
  }

  @Test
  void freshWeightsFollowTorchsRulesAndNothingOfTheTrainedOnesIsLeft() {
    TensorFile other = changed();
    try (Network fresh = Network.create(3, Optional.empty(), Scripts.tiny(), 7, Device.cpu());
        Network again =
            Network.create(3, Optional.empty(), Scripts.tiny().with(other), 7, Device.cpu());
        Network seeded = Network.create(3, Optional.empty(), Scripts.tiny(), 8, Device.cpu())) {
      assertThat(again.export()).isEqualTo(fresh.export());
      assertThat(seeded.export()).isNotEqualTo(fresh.export());
      TensorFile file = fresh.export();
      assertThat(file.get("first.norm.weight").floats()).containsOnly(1f);
      assertThat(file.get("first.norm.bias").floats()).containsOnly(0f);
      assertThat(file.get("first.norm.running_var").floats()).containsOnly(1f);
      assertThat(file.get("first.norm.num_batches_tracked").longs()).containsExactly(0);
      double largest = 0;
      for (float w : file.get("first.conv.weight").floats()) {
        largest = Math.max(largest, Math.abs(w));
      }
      double bound = 1 / Math.sqrt(3 * 9);
      assertThat(largest).isBetween(0.9 * bound, bound); // 108 draws
      assertThat(file.get("scale").floats()).containsExactly(1f);
      assertThat(file.get("shift")).isEqualTo(Scripts.tiny().values().get("shift"));
    }
    assertThat(ModelFile.of(Scripts.tiny()).guessedInitialisation()).containsExactly("scale");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "double.pt | parameter 'scale' is F64, allowed is float32",
        "half.pt | parameter 'scale' is F16, allowed is float32",
        "frozen.pt | no parameter that requires a gradient"
      })
  void modulesThatCannotBeTrainedAreRefused(String file, String reason) {
    ScriptArchive archive = ScriptArchive.read(Scripts.file(file));
    assertThatThrownBy(() -> Network.load(3, Optional.empty(), archive, Device.cpu()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("model.ref: ")
        .hasMessageContaining(reason);
  }

  @Test
  void outputsAndImagesThatDoNotFitAreRefused() {
    try (Network network = Network.load(7, Optional.empty(), Scripts.tiny(), Device.cpu())) {
      assertThatThrownBy(() -> forward(network, false))
          .hasMessage("model.classes: found 7, but the module gives 3 logits");
      assertThatThrownBy(
              () -> network.forward(network.manager().ones(new Shape(2, 5, 8, 8)), false))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("model.ref: its code fails on images of (2, 5, 8, 8): The size");
    }
  }

  private static float[] forward(Network network, boolean training) {
    return Engines.withoutGradients(
        () -> {
          try (NDManager batch = network.manager().newSubManager()) {
            return network
                .forward(Tensors.create(batch, PYTHON.get("input")), training)
                .toFloatArray();
          }
        });
  }
}
