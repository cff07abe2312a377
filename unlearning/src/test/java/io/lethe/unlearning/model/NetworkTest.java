package io.lethe.unlearning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.compute.Engines;
import io.lethe.unlearning.golden.Golden;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
  private static final TensorFile RESNET20 = Golden.ownTensors("resnet20.safetensors");
  private static final Optional<Normalization> GIVEN = Optional.of(Normalization.IMAGENET);

  @ParameterizedTest
  @CsvSource({
    "resnet18, 10, 11173962",
    "resnet18, 100, 11220132",
    "resnet8s, 10, 75290",
    "resnet20s, 10, 269722",
    "resnet32s, 10, 464154",
    "resnet44s, 10, 658586",
    "resnet56s, 10, 853018",
    "vgg16_bn, 10, 15311818"
  })
  void architecturesHaveTheirNumberOfWeights(String name, int classes, long weights) {
    assertThat(Architectures.get(name).weights(classes)).isEqualTo(weights);
  }

  @Test
  void anUnknownArchitectureIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Architectures.get("resnet1001"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "model.architecture: found 'resnet1001', allowed are resnet18, resnet8s, resnet20s,"
                + " resnet32s, resnet44s, resnet56s, vgg16_bn, torchscript");
  }

  @Test
  void aCreatedNetworkExportsEverythingInStateDictOrder() {
    try (Network network = TinyNetwork.create()) {
      assertThat(network.export().tensors().keySet())
          .containsExactly(
              "normalize.mean",
              "normalize.std",
              "conv1.weight",
              "bn1.weight",
              "bn1.bias",
              "bn1.running_mean",
              "bn1.running_var",
              "bn1.num_batches_tracked",
              "conv2.weight",
              "bn2.weight",
              "bn2.bias",
              "bn2.running_mean",
              "bn2.running_var",
              "bn2.num_batches_tracked",
              "fc.weight",
              "fc.bias");
      assertThat(network.export().get("bn1.num_batches_tracked").shape()).isEmpty();
    }
  }

  @Test
  void aLoadedNetworkExportsExactlyWhatWasRead() {
    try (Network network = load(RESNET20, GIVEN)) {
      assertThat(network.export().tensors()).isEqualTo(RESNET20.tensors());
      assertThat(network.buffers()).containsKey("bn1.num_batches_tracked");
    }
  }

  @Test
  void normalizationOfTheFileWinsOverTheRequestAndKeepsItsShape() {
    TensorFile file =
        changed(
            t -> {
              t.put("normalize.mean", Tensor.ofFloats(new float[] {.1f, .2f, .3f}, 1, 3, 1, 1));
              t.put("normalize.std", Tensor.ofFloats(new float[] {1, 1, 1}, 1, 3, 1, 1));
              t.put("bn1.num_batches_tracked", Tensor.ofLongs(new long[] {41}));
            });
    try (Network network = load(file, GIVEN)) {
      forward(network, true);
      TensorFile out = network.export();
      assertThat(out.get("normalize.mean")).isEqualTo(file.get("normalize.mean"));
      assertThat(out.get("bn1.num_batches_tracked").longs()).containsExactly(42);
      assertThat(out.tensors()).hasSameSizeAs(file.tensors());
    }
  }

  @Test
  void onlyTrainingCountsBatchesAndMovesStatistics() {
    try (Network network = TinyNetwork.create()) {
      Map<String, Tensor> before = network.buffers();
      forward(network, false);
      assertThat(network.buffers()).isEqualTo(before);
      forward(network, true);
      forward(network, true);
      assertThat(network.buffers().get("bn2.num_batches_tracked").longs()).containsExactly(2);
      assertThat(network.buffers().get("bn2.running_var"))
          .isNotEqualTo(before.get("bn2.running_var"));
    }
  }

  @Test
  void initialWeightsFollowTorchsDistributions() {
    try (Network network =
        Network.create(Architectures.get("resnet18"), 10, Normalization.CIFAR10, 1, Device.cpu())) {
      float[] conv = network.parameters().get("layer4.1.conv2.weight").toFloatArray();
      double square = 0;
      for (float v : conv) {
        square += (double) v * v;
      }
      // Kaiming normal, fan-out: variance 2 / (512 · 9)
      assertThat(square / conv.length * 512 * 9 / 2).isCloseTo(1, within(0.01));
      double bound = 1 / Math.sqrt(512);
      for (String name : List.of("fc.weight", "fc.bias")) {
        for (float v : network.parameters().get(name).toFloatArray()) {
          assertThat(Math.abs(v)).isLessThanOrEqualTo((float) bound);
        }
      }
      assertThat(network.parameters().get("layer1.0.bn2.weight").toFloatArray()).containsOnly(1f);
      assertThat(network.statistics().get("bn1.running_var").toFloatArray()).containsOnly(1f);
    }
  }

  @Test
  void seedsDecideTheInitialWeights() {
    try (Network one = TinyNetwork.create();
        Network again = TinyNetwork.create();
        Network other =
            Network.create(TinyNetwork.architecture(), 3, Normalization.CIFAR10, 2, Device.cpu())) {
      assertThat(again.export()).isEqualTo(one.export());
      assertThat(other.export()).isNotEqualTo(one.export());
    }
  }

  @Test
  void problemsOfAFileAreListed() {
    refused(t -> t.remove("linear.bias"), "model.ref", "'linear.bias' is missing");
    refused(
        t -> t.put("extra", Tensor.ofFloats(new float[1], 1)),
        "model.ref",
        "'extra' is not expected");
    refused(
        t -> t.put("bn1.bias", Tensor.ofFloats(new float[3], 3)),
        "model.ref",
        "'bn1.bias' is F32[3], expected shape [16]");
    float[] nan = new float[16];
    nan[3] = Float.NaN;
    refused(t -> t.put("bn1.bias", Tensor.ofFloats(nan, 16)), "model.ref", "holds NaN");
    refused(t -> t.put("bn1.bias", Tensor.ofInts(new int[16], 16)), "model.ref", "floating-point");
    refused(
        t -> new ArrayList<>(t.keySet()).subList(0, 20).forEach(t::remove),
        "model.ref",
        "and 15 more");
    refused(
        t -> t.put("normalize.mean", Tensor.ofFloats(new float[3], 3)),
        "model.ref",
        "only one of normalize.mean and normalize.std");
  }

  @Test
  void theNumberOfClassesMustBeTheModels() {
    assertThatThrownBy(
            () -> Network.load(Architectures.get("resnet20s"), 100, GIVEN, RESNET20, Device.cpu()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "model.classes: found 100, but the classifier 'linear' of the model has 10 outputs");
  }

  @Test
  void aFileWithoutNormalizationNeedsOne() {
    assertThatThrownBy(() -> load(RESNET20, Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("model.normalization: missing");
  }

  private static void refused(Consumer<Map<String, Tensor>> change, String field, String message) {
    TensorFile file = changed(change);
    assertThatThrownBy(() -> load(file, GIVEN))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(field)
        .hasMessageContaining(message);
  }

  private static TensorFile changed(Consumer<Map<String, Tensor>> change) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(RESNET20.tensors());
    change.accept(tensors);
    return TensorFile.of(tensors);
  }

  private static Network load(TensorFile file, Optional<Normalization> normalization) {
    return Network.load(Architectures.get("resnet20s"), 10, normalization, file, Device.cpu());
  }

  private static void forward(Network network, boolean training) {
    Engines.withoutGradients(
        () -> {
          try (NDManager batch = network.manager().newSubManager()) {
            NDArray nhwc = batch.randomUniform(0, 1, new ai.djl.ndarray.types.Shape(4, 8, 8, 3));
            return network.forward(nhwc.transpose(0, 3, 1, 2), training).toFloatArray();
          }
        });
  }
}
