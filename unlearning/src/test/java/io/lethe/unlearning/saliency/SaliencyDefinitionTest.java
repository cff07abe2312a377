package io.lethe.unlearning.saliency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Mask;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.saliency.SaliencyDefinition.Mode;
import io.lethe.unlearning.saliency.SaliencyDefinition.Score;
import io.lethe.unlearning.saliency.SaliencyDefinition.Weighting;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of definitions, and borders of scores, thresholds and shares. */
class SaliencyDefinitionTest {
  private static SaliencyScores scores(float... values) {
    return new SaliencyScores(Map.of("w", values), Map.of("w", new long[] {values.length}), "test");
  }

  @Test
  void namesAreThoseOfRequests() {
    assertThat(SaliencyDefinition.parse("sum-of-abs", "train", "size"))
        .isEqualTo(new SaliencyDefinition(Score.SUM_OF_ABS, Mode.TRAIN, Weighting.SIZE))
        .hasToString("sum-of-abs train size");
    assertThat(SaliencyDefinition.DEFAULT).hasToString("abs-of-sum eval batch");
  }

  @ParameterizedTest
  @CsvSource({
    "sum, eval, batch, score",
    "abs-of-sum, off, batch, mode",
    "abs-of-sum, eval, record, weighting"
  })
  void unknownNamesAreRefused(String score, String mode, String weighting, String field) {
    assertThatThrownBy(() -> SaliencyDefinition.parse(score, mode, weighting))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("method.mask." + field + ": found '")
        .hasMessageContaining("allowed are ");
  }

  @Test
  void nothingIsAboveTheThresholdOfNothing() {
    Threshold none = Thresholds.of(scores(1, 2), 0)[0];
    assertThat(none.ones()).isZero();
    assertThat(none.ties()).isZero();
    assertThat(none.value()).isEqualTo(Float.POSITIVE_INFINITY);
  }

  /** Scores 3, 3, 2, 0: half is the two threes, three quarters ends at the 2. */
  @Test
  void aThresholdIsTheSmallestSelectedScoreAndCountsItsTies() {
    Threshold[] thresholds = Thresholds.of(scores(-3, 0, 2, 3), 0.25, 0.5, 0.75, 1);
    assertThat(thresholds).extracting(Threshold::value).containsExactly(3f, 3f, 2f, 0f);
    assertThat(thresholds).extracting(Threshold::ties).containsExactly(1, 2, 1, 1);
    assertThat(thresholds).extracting(Threshold::ones).containsExactly(1, 2, 3, 4);
  }

  /** The smallest float32 above 0 is in the lowest bucket, beside 0 itself. */
  @Test
  void theLowestBucketIsSearchedToo() {
    float tiny = Float.MIN_VALUE;
    assertThat(Thresholds.of(scores(0, tiny, 2 * tiny), 0.7)[0].value()).isEqualTo(tiny);
    assertThat(Thresholds.kthSmallest(new float[] {0, tiny, 0}, 2)).isZero();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void whatIsNoFiniteNumberIsRefused(float value) {
    assertThatThrownBy(() -> Thresholds.of(scores(1, value), 0.5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Thresholds.of(scores(1, Float.MAX_VALUE), 0.5)[0].value())
        .isEqualTo(Float.MAX_VALUE);
  }

  @Test
  void countsAreTruncated() {
    assertThat(Thresholds.ones(100, 0.29)).isEqualTo(28);
    assertThat(Thresholds.ones(3, 0)).isZero();
    assertThat(Thresholds.ones(3, 1)).isEqualTo(3);
  }

  /** A parameter without a dot in its name is in the layer of no name. */
  @Test
  void sharesOfALayerAreOfItsWeights() {
    Map<String, float[]> values = new LinkedHashMap<>();
    values.put("scale", new float[] {9});
    values.put("a.weight", new float[] {8, 7, 1, 1, 1, 1, 1, 1, 1});
    values.put("a.bias", new float[] {1});
    Map<String, long[]> shapes = new LinkedHashMap<>();
    values.forEach((name, v) -> shapes.put(name, new long[] {v.length}));
    Mask mask = MaskBuilder.build(new SaliencyScores(values, shapes, "test"), 0.3, Map.of());
    assertThat(MaskShares.byLayer(mask)).containsExactly(Map.entry("", 1.0), Map.entry("a", 0.2));
    assertThat(MaskShares.byParameter(mask))
        .containsExactly(
            Map.entry("scale", 1.0), Map.entry("a.weight", 2 / 9.0), Map.entry("a.bias", 0.0));
  }

  @Test
  void aFileWithMoreTensorsThanNamesIsRefused() {
    SaliencyScores scores = scores(1, 2);
    assertThat(scores.total()).isEqualTo(2);
    Map<String, Tensor> tensors = new LinkedHashMap<>(scores.toFile().tensors());
    tensors.put("other", Tensor.ofFloats(new float[] {1}, 1));
    TensorFile file = new TensorFile(tensors, scores.toFile().metadata());
    assertThatThrownBy(() -> SaliencyScores.fromFile(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("2 tensors, 1 names");
    assertThat(SaliencyScores.fromFile(scores.toFile()).values("w")).containsExactly(1, 2);
  }
}
