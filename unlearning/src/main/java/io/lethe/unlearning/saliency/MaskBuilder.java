package io.lethe.unlearning.saliency;

import io.lethe.formats.Mask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Packs the top ⌊n·p⌋ scores of all parameters together into one bit a weight. */
public final class MaskBuilder {
  /** The fractions the reference writes: 0.1, 0.2 … 1.0. */
  public static final List<Double> REFERENCE_FRACTIONS =
      List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0);

  private static final int SIGNLESS = 0x7fffffff;

  private MaskBuilder() {}

  /**
   * The mask of one fraction.
   *
   * @param metadata further metadata, such as the digests of model and forget set
   * @throws io.lethe.unlearning.InvalidInputException {@code method.mask.fraction} if not in [0, 1]
   */
  public static Mask build(SaliencyScores scores, double fraction, Map<String, String> metadata) {
    return build(scores, List.of(fraction), metadata).get(0);
  }

  /** The masks of several fractions, from one ranking. */
  public static List<Mask> build(
      SaliencyScores scores, List<Double> fractions, Map<String, String> metadata) {
    double[] p = fractions.stream().mapToDouble(Double::doubleValue).toArray();
    List<Mask> masks = new ArrayList<>();
    for (Threshold threshold : Thresholds.of(scores, p)) {
      masks.add(pack(scores, threshold, metadata));
    }
    return masks;
  }

  private static Mask pack(
      SaliencyScores scores, Threshold threshold, Map<String, String> metadata) {
    Map<String, byte[]> bits = new LinkedHashMap<>();
    Map<String, Integer> sizes = new LinkedHashMap<>();
    int ties = threshold.ties();
    for (String name : scores.names()) {
      float[] values = scores.values(name);
      byte[] packed = new byte[(values.length + 7) / 8];
      ties -= pack(values, threshold.bits(), ties, packed);
      bits.put(name, packed);
      sizes.put(name, values.length);
    }
    Map<String, String> all = new LinkedHashMap<>(metadata);
    all.put("fraction", Double.toString(threshold.fraction()));
    all.put("threshold", Float.toString(threshold.value()));
    all.put("definition", scores.definition());
    return new Mask(bits, sizes, all);
  }

  /** Sets the bits of one parameter; returns how many ties it used up. */
  private static int pack(float[] values, int threshold, int ties, byte[] packed) {
    int used = 0;
    for (int i = 0; i < values.length; i += 8) {
      int end = Math.min(8, values.length - i);
      int word = 0;
      for (int k = 0; k < end; k++) {
        int score = Float.floatToRawIntBits(values[i + k]) & SIGNLESS;
        // The sign bit of the difference is set where the score is above the threshold.
        word |= ((threshold - score) >>> 31) << k;
        if (score == threshold && used < ties) {
          used++;
          word |= 1 << k;
        }
      }
      packed[i >> 3] = (byte) word;
    }
    return used;
  }
}
