package io.lethe.unlearning.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.formats.Digests;
import io.lethe.formats.Mask;
import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.data.BatchLoader;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.PixelLayout;
import io.lethe.unlearning.saliency.MaskBuilder;
import io.lethe.unlearning.saliency.SaliencyDefinition;
import io.lethe.unlearning.saliency.SaliencyRun;
import io.lethe.unlearning.saliency.SaliencyScores;
import io.lethe.unlearning.saliency.Threshold;
import io.lethe.unlearning.saliency.Thresholds;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Case C2: scores, thresholds and masks of the forget set. */
class SaliencyMaskTest {
  private static final Logger LOG = LoggerFactory.getLogger(SaliencyMaskTest.class);
  private static final JsonNode CASE = Golden.ownCase("C2");

  @Test
  void masksOfTheStoredGradientAreExact() {
    SaliencyScores scores = Golden.storedScores();
    assertThat(scores.total()).isEqualTo(CASE.get("n").asInt());
    for (JsonNode expected : CASE.get("masks_signed_sum")) {
      double p = expected.get("p").asDouble();
      Mask mask = MaskBuilder.build(scores, p, Map.of());
      Threshold threshold = Thresholds.of(scores, p)[0];
      assertThat(mask.selected()).isEqualTo(expected.get("ones").asLong());
      assertThat(threshold.value()).isEqualTo((float) expected.get("threshold").asDouble());
      assertThat(concatenatedDigest(mask)).isEqualTo(expected.get("sha256_bits").asText());
      expected
          .get("per_parameter")
          .properties()
          .forEach(e -> assertThat(mask.selected(e.getKey())).isEqualTo(e.getValue().asInt()));
    }
  }

  @Test
  void tiesGoToTheEarlierParameterThenToTheLowerIndex() {
    JsonNode synthetic = CASE.get("synthetic_ties");
    Map<String, float[]> values = new LinkedHashMap<>();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (JsonNode name : synthetic.get("definition_order")) {
      float[] v = flat(synthetic.get("scores_signed").get(name.asText()));
      values.put(name.asText(), v);
      shapes.put(name.asText(), new long[] {v.length});
    }
    SaliencyScores scores = new SaliencyScores(values, shapes, "synthetic");
    for (JsonNode expected : synthetic.get("masks")) {
      Mask mask = MaskBuilder.build(scores, expected.get("p").asDouble(), Map.of());
      expected
          .get("mask")
          .properties()
          .forEach(
              e -> {
                for (int i = 0; i < e.getValue().size(); i++) {
                  assertThat(mask.get(e.getKey(), i))
                      .as("p %s, %s[%d]", expected.get("p"), e.getKey(), i)
                      .isEqualTo(e.getValue().get(i).asInt() == 1);
                }
              });
    }
  }

  @Test
  void countsAreTheDoubleProductTruncated() {
    for (JsonNode example : CASE.get("count_examples").get("n_p_ones")) {
      assertThat(Thresholds.ones(example.get(0).asInt(), example.get(1).asDouble()))
          .isEqualTo(example.get(2).asInt());
    }
  }

  @ParameterizedTest
  @EnumSource(PixelLayout.class)
  void ownGradientsGiveTheStoredOnes(PixelLayout layout) {
    SaliencyScores found = scores(SaliencyDefinition.DEFAULT, layout);
    SaliencyScores stored = Golden.storedScores();
    double worst = 0;
    for (String name : stored.names()) {
      worst = Math.max(worst, Numbers.relativeError(found.values(name), stored.values(name)));
    }
    LOG.info("C2 {}: worst relative error of G per parameter {}", layout, worst);
    assertThat(worst).isLessThan(1e-4);
    assertMasks(found, CASE.get("masks_signed_sum"));
    for (double p : new double[] {0.1, 0.3, 0.5, 0.9}) {
      assertThat(agreement(found, stored, p)).isGreaterThanOrEqualTo(0.9995);
    }
  }

  @ParameterizedTest
  @CsvSource({"abs-of-sum,size,masks_size_weighted", "sum-of-abs,batch,masks_abs_sum"})
  void variantsGiveTheirStoredMasks(String score, String weighting, String expected) {
    SaliencyScores found =
        scores(SaliencyDefinition.parse(score, "eval", weighting), PixelLayout.PLAIN);
    assertMasks(found, CASE.get(expected).get("masks"));
  }

  private static void assertMasks(SaliencyScores found, JsonNode masks) {
    for (JsonNode expected : masks) {
      double p = expected.get("p").asDouble();
      double threshold = expected.get("threshold").asDouble();
      float value = Thresholds.of(found, p)[0].value();
      if (threshold == 0) {
        assertThat(value).isZero();
      } else {
        assertThat((double) value).isCloseTo(threshold, withinPercentage(0.01));
      }
      Mask mask = MaskBuilder.build(found, p, Map.of());
      assertThat(mask.selected()).isEqualTo(expected.get("ones").asLong());
      expected
          .get("per_parameter")
          .properties()
          .forEach(
              e ->
                  assertThat((double) mask.selected(e.getKey()))
                      .isCloseTo(
                          e.getValue().asDouble(), within(mask.size(e.getKey()) * 0.001 + 2)));
    }
  }

  private static SaliencyScores scores(SaliencyDefinition definition, PixelLayout layout) {
    Dataset data = Golden.forgetSet();
    BatchLoader loader = new BatchLoader(data, Augmentation.NONE, 0, "saliency");
    try (Network network = Golden.resnet20();
        SaliencyRun run =
            new SaliencyRun(
                network,
                data,
                loader,
                IntStream.range(0, data.size()).toArray(),
                Runs.BATCH,
                definition)) {
      network.useLayout(layout);
      for (JsonNode loss : CASE.get("batch_losses")) {
        assertThat(run.step().loss()).isCloseTo(loss.asDouble(), withinPercentage(0.01));
      }
      return run.result();
    }
  }

  private static double agreement(SaliencyScores a, SaliencyScores b, double p) {
    Mask left = MaskBuilder.build(a, p, Map.of());
    Mask right = MaskBuilder.build(b, p, Map.of());
    long different = 0;
    for (String name : left.names()) {
      byte[] l = left.bits(name);
      byte[] r = right.bits(name);
      for (int i = 0; i < l.length; i++) {
        different += Integer.bitCount((l[i] ^ r[i]) & 0xff);
      }
    }
    return 1 - (double) different / left.total();
  }

  /** SHA-256 of the bits of all parameters as one string. */
  private static String concatenatedDigest(Mask mask) {
    byte[] all = new byte[Math.toIntExact((mask.total() + 7) / 8)];
    int position = 0;
    for (String name : mask.names()) {
      for (int i = 0; i < mask.size(name); i++, position++) {
        if (mask.get(name, i)) {
          all[position >> 3] |= (byte) (1 << (position & 7));
        }
      }
    }
    return Digests.sha256(all);
  }

  private static float[] flat(JsonNode node) {
    if (!node.get(0).isArray()) {
      return Runs.floats(node);
    }
    float[] out = new float[node.size() * node.get(0).size()];
    for (int i = 0; i < node.size(); i++) {
      System.arraycopy(
          Runs.floats(node.get(i)), 0, out, i * node.get(0).size(), node.get(0).size());
    }
    return out;
  }
}
