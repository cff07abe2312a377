package io.lethe.unlearning.metric;

import io.lethe.unlearning.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a membership attack looks at: a vector of features computed in float32 from the softmax
 * probabilities p of a record with true label y.
 */
public enum AttackFeature {
  /** 1 if the largest probability is the true label's, else 0. */
  CORRECTNESS {
    @Override
    float[] of(float[] p, int y) {
      return new float[] {Softmax.argmax(p) == y ? 1 : 0};
    }
  },
  /** p_y; the attack that is reported as MIA. */
  CONFIDENCE {
    @Override
    float[] of(float[] p, int y) {
      return new float[] {p[y]};
    }
  },
  /** −Σ pᵢ ln pᵢ over pᵢ &gt; 0. */
  ENTROPY {
    @Override
    float[] of(float[] p, int y) {
      float sum = 0;
      for (float q : p) {
        sum += q > 0 ? q * ln(q) : 0;
      }
      return new float[] {-sum};
    }
  },
  /**
   * −(1−p_y) ln p_y − Σ_{i≠y} pᵢ ln(1−pᵢ), arguments of logarithms at least 1e-30. The published
   * code computes something else here (it mixes up rows and columns).
   */
  MODIFIED_ENTROPY {
    @Override
    float[] of(float[] p, int y) {
      float sum = (1 - p[y]) * ln(p[y]);
      for (int i = 0; i < p.length; i++) {
        sum += i == y ? 0 : p[i] * ln(1 - p[i]);
      }
      return new float[] {-sum};
    }
  },
  /** All probabilities. */
  PROBABILITIES {
    @Override
    float[] of(float[] p, int y) {
      return p.clone();
    }
  };

  private static final float SMALLEST = 1e-30f;

  abstract float[] of(float[] p, int y);

  /**
   * The feature of that name in requests, such as {@code modified-entropy}.
   *
   * @throws InvalidInputException {@code evaluate.attacks}
   */
  public static AttackFeature parse(String text) {
    Map<String, AttackFeature> byName = new LinkedHashMap<>();
    for (AttackFeature feature : values()) {
      byName.put(feature.name().toLowerCase(Locale.ROOT).replace('_', '-'), feature);
    }
    return Optional.ofNullable(byName.get(text))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "evaluate.attacks",
                    "found '%s', allowed are %s"
                        .formatted(text, String.join(", ", byName.keySet()))));
  }

  /** Features of every record of a set, {@code [size][features]}. */
  double[][] of(PredictedSet set) {
    double[][] features = new double[set.size()][];
    for (int i = 0; i < features.length; i++) {
      float[] f = of(set.probabilities(i), set.label(i));
      features[i] = new double[f.length];
      for (int j = 0; j < f.length; j++) {
        features[i][j] = f[j];
      }
    }
    return features;
  }

  private static float ln(float x) {
    return (float) Math.log(Math.max(x, SMALLEST));
  }
}
