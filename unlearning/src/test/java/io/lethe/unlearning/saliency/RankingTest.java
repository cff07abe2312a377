package io.lethe.unlearning.saliency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.formats.Mask;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.random.CounterRandom;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thresholds and masks against the plain definition: a stable sort. */
class RankingTest {
  private static final int[] SIZES = {1, 7, 8, 500, 1023};

  /** Few distinct values give many ties; many give few. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 1_000_000})
  void masksAreTheTopOfAStableSort(int distinct) {
    SaliencyScores scores = scores(distinct, SIZES);
    float[] all = concatenated(scores);
    int[] order =
        IntStream.range(0, all.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -Math.abs(all[i])))
            .mapToInt(Integer::intValue)
            .toArray();
    for (double p : new double[] {0, 0.0001, 0.1, 0.29, 0.5, 0.77, 0.999, 1}) {
      boolean[] expected = new boolean[all.length];
      for (int rank = 0; rank < (int) (all.length * p); rank++) {
        expected[order[rank]] = true;
      }
      assertThat(bits(MaskBuilder.build(scores, p, Map.of()))).isEqualTo(expected);
    }
  }

  @Test
  void tenMasksFromOneRankingAreNestedAndEqualSingleOnes() {
    SaliencyScores scores = scores(50, SIZES);
    List<Mask> masks = MaskBuilder.build(scores, MaskBuilder.REFERENCE_FRACTIONS, Map.of());
    for (int i = 0; i < 10; i++) {
      double p = MaskBuilder.REFERENCE_FRACTIONS.get(i);
      assertThat(bits(masks.get(i))).isEqualTo(bits(MaskBuilder.build(scores, p, Map.of())));
      if (i > 0) {
        boolean[] larger = bits(masks.get(i));
        boolean[] smaller = bits(masks.get(i - 1));
        assertThat(IntStream.range(0, larger.length)).allMatch(k -> larger[k] || !smaller[k]);
      }
    }
    assertThat(masks.get(9).selected()).isEqualTo(scores.total());
  }

  @Test
  void metadataNamesFractionThresholdAndDefinition() {
    Mask mask = MaskBuilder.build(scores(50, SIZES), 0.3, Map.of("model", "abc"));
    Map<String, String> metadata = mask.toFile().metadata();
    assertThat(metadata)
        .containsEntry("fraction", "0.3")
        .containsEntry("definition", "test")
        .containsEntry("model", "abc")
        .containsEntry("selected", Long.toString(mask.selected()))
        .containsEntry("total", "1539")
        .containsKey("threshold");
    assertThat(Mask.fromFile(mask.toFile()).selected()).isEqualTo(461);
  }

  @Test
  void sharesAddUpByParameterAndLayer() {
    SaliencyScores scores =
        new SaliencyScores(
            values("a.weight", new float[] {4, 3}, "a.bias", new float[] {1, 2}),
            Map.of("a.weight", new long[] {2}, "a.bias", new long[] {2}),
            "test");
    Mask mask = MaskBuilder.build(scores, 0.75, Map.of());
    assertThat(MaskShares.byParameter(mask))
        .containsExactly(Map.entry("a.weight", 1.0), Map.entry("a.bias", 0.5));
    assertThat(MaskShares.byLayer(mask)).containsExactly(Map.entry("a", 0.75));
  }

  @Test
  void fractionsOutsideZeroToOneAndScoresThatAreNoNumbersAreRefused() {
    SaliencyScores scores = scores(5, SIZES);
    for (double p : new double[] {-0.1, 1.0001, Double.NaN}) {
      assertThatThrownBy(() -> MaskBuilder.build(scores, p, Map.of()))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("method.mask.fraction");
    }
    SaliencyScores broken =
        new SaliencyScores(
            values("a", new float[] {1, Float.NaN}, "b", new float[] {0}),
            Map.of("a", new long[] {2}, "b", new long[] {1}),
            "test");
    assertThatThrownBy(() -> MaskBuilder.build(broken, 0.5, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void scoresSurviveTheirFile() {
    SaliencyScores scores = scores(1000, SIZES);
    SaliencyScores read = SaliencyScores.fromFile(scores.toFile());
    assertThat(read.names()).isEqualTo(scores.names());
    assertThat(concatenated(read)).containsExactly(concatenated(scores));
    assertThat(read.definition()).isEqualTo("test");
  }

  @Test
  void aMaskOfAllWeightsOfResNet18FitsInOneAndAHalfMegabytes() {
    SaliencyScores scores = scores(1_000_000, 11_173_962);
    long start = System.nanoTime();
    List<Mask> masks = MaskBuilder.build(scores, MaskBuilder.REFERENCE_FRACTIONS, Map.of());
    double seconds = (System.nanoTime() - start) / 1e9;
    org.slf4j.LoggerFactory.getLogger(RankingTest.class)
        .info("ranked and packed ten masks of 11,173,962 weights in {} s", seconds);
    assertThat(masks.get(4).selected()).isEqualTo(5_586_981);
    assertThat(masks.get(4).bits("p0")).hasSizeLessThan(1_500_000);
    assertThat(MaskShares.byParameter(masks.get(4)).get("p0")).isCloseTo(0.5, within(1e-6));
  }

  private static Map<String, float[]> values(String a, float[] x, String b, float[] y) {
    Map<String, float[]> values = new LinkedHashMap<>();
    values.put(a, x);
    values.put(b, y);
    return values;
  }

  private static SaliencyScores scores(int distinct, int... sizes) {
    Map<String, float[]> values = new LinkedHashMap<>();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    CounterRandom random = new CounterRandom(distinct, "scores");
    for (int k = 0; k < sizes.length; k++) {
      float[] v = new float[sizes[k]];
      for (int i = 0; i < v.length; i++) {
        v[i] = (random.below(2 * distinct + 1, k, i) - distinct) / 1000f;
      }
      values.put("p" + k, v);
      shapes.put("p" + k, new long[] {sizes[k]});
    }
    return new SaliencyScores(values, shapes, "test");
  }

  private static float[] concatenated(SaliencyScores scores) {
    float[] all = new float[scores.total()];
    int position = 0;
    for (String name : scores.names()) {
      float[] v = scores.values(name);
      System.arraycopy(v, 0, all, position, v.length);
      position += v.length;
    }
    return all;
  }

  private static boolean[] bits(Mask mask) {
    boolean[] all = new boolean[Math.toIntExact(mask.total())];
    int position = 0;
    for (String name : mask.names()) {
      for (int i = 0; i < mask.size(name); i++) {
        all[position++] = mask.get(name, i);
      }
    }
    return all;
  }
}
