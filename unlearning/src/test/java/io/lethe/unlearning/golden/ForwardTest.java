package io.lethe.unlearning.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.data.Partition;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.PixelLayout;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Case C1: forward passes of the trained ResNet-20. */
class ForwardTest {
  private static final Logger LOG = LoggerFactory.getLogger(ForwardTest.class);

  @Test
  void parametersHaveTorchsNamesAndOrder() {
    try (Network network = Golden.resnet20()) {
      assertThat(network.parameters().keySet())
          .containsExactlyElementsOf(Golden.resnet20Parameters());
    }
  }

  @ParameterizedTest
  @EnumSource(PixelLayout.class)
  void forgetSetIsClassifiedAsStored(PixelLayout layout) {
    Dataset data = Golden.forgetSet();
    int[] all = IntStream.range(0, data.size()).toArray();
    try (Network network = Golden.resnet20()) {
      network.useLayout(layout);
      assertCounts(network, data, all, Golden.ownCase("C1").get("forget"));
    }
  }

  @Test
  void testImagesGiveTheStoredLogits() {
    JsonNode c1 = Golden.sharedCase("C1");
    TensorFile stored = Golden.sharedTensors("c1_forward.safetensors");
    Dataset data = GoldenSets.cifar10();
    int[] tests = Arrays.copyOf(data.positions(Partition.TEST), 2000);
    try (Network network = Golden.resnet20()) {
      float[][] logits = Runs.logits(network, data, Arrays.copyOf(tests, 64));
      float[] found = new float[64 * 10];
      for (int i = 0; i < 64; i++) {
        System.arraycopy(logits[i], 0, found, 10 * i, 10);
      }
      double error = Numbers.maxAbsoluteError(found, stored.get("logits").floats());
      LOG.info("C1: largest absolute error of a logit {}", error);
      assertThat(error).isLessThan(2e-4);
      assertCounts(network, data, tests, c1.get("test"));
      assertCounts(network, data, GoldenSets.retain(data), c1.get("retain"));
    }
  }

  private static void assertCounts(
      Network network, Dataset data, int[] records, JsonNode expected) {
    float[][] logits = Runs.logits(network, data, records);
    int[] labels = data.labels(records);
    assertThat(Runs.correct(logits, labels)).isCloseTo(expected.get("correct").asInt(), within(1));
    assertThat(Runs.meanCrossEntropy(logits, labels))
        .isCloseTo(expected.get("mean_ce").asDouble(), withinPercentage(0.001));
  }
}
