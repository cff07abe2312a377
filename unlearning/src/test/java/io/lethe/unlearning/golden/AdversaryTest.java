package io.lethe.unlearning.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.data.BatchLoader;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.model.Adversary;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.PixelLayout;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Case C3, the attack of BS on the trained ResNet-20. */
class AdversaryTest {
  private static final Logger LOG = LoggerFactory.getLogger(AdversaryTest.class);
  private static final JsonNode CASE = Golden.ownCase("c3_bs.json", "bs");
  private static final TensorFile STORED = Golden.ownTensors("c3_bs_adversarial.safetensors");
  private static final int[] PLUS = Golden.ints(CASE.get("rounding_table").get("plus"));
  private static final int[] MINUS = Golden.ints(CASE.get("rounding_table").get("minus"));

  /**
   * Signs of gradients near zero differ between convolution kernels, so a few pixels of a thousand
   * and a few labels of 500 may.
   */
  @ParameterizedTest
  @EnumSource(PixelLayout.class)
  void imagesAndLabelsAreTheStoredOnes(PixelLayout layout) {
    Dataset data = Golden.forgetSet();
    int[] records = IntStream.range(0, data.size()).toArray();
    BatchLoader loader = new BatchLoader(data, Augmentation.NONE, 0, "attack");
    long[] expected = STORED.get("labels").longs();
    long[] images = STORED.get("x_adv_first16").longs();
    try (Network network = Golden.resnet20()) {
      network.useLayout(layout);
      try (Adversary adversary = new Adversary(network, (float) CASE.get("epsilon").asDouble());
          NDManager manager = network.manager().newSubManager()) {
        int[] found = adversary.nearest(loader.load(manager, records, 0), data.labels(records));
        int[] first = IntStream.range(0, 16).toArray();
        NDArray pixels = loader.load(manager, first, 0);
        float[] before = pixels.toFloatArray();
        float[] attacked = adversary.attack(manager, pixels, data.labels(first)).toFloatArray();
        int otherPixels = 0;
        for (int i = 0; i < attacked.length; i++) {
          int level = Math.round(before[i] * 255);
          int moved = Math.round(attacked[i] * 255);
          assertThat(attacked[i]).isEqualTo(moved / 255f);
          assertThat(moved).as("of level %d", level).isIn(PLUS[level], MINUS[level], level);
          otherPixels += moved == images[i] ? 0 : 1;
        }
        long otherLabels = IntStream.of(records).filter(r -> found[r] != expected[r]).count();
        long kept = IntStream.of(records).filter(r -> found[r] == data.label(r)).count();
        LOG.info(
            "attack, {}: {} of {} pixels and {} of {} labels differ",
            layout,
            otherPixels,
            attacked.length,
            otherLabels,
            found.length);
        assertThat(otherPixels).isLessThan(attacked.length / 500);
        assertThat(otherLabels).isLessThanOrEqualTo(5);
        assertThat((int) kept)
            .isCloseTo(CASE.get("labels_unchanged_by_the_attack").asInt(), within(2));
      }
    }
  }
}
