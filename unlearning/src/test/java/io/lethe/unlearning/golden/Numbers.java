package io.lethe.unlearning.golden;

/** Distances between vectors, computed in double. */
public final class Numbers {
  private Numbers() {}

  /** {@code a − b}. */
  public static float[] minus(float[] a, float[] b) {
    float[] out = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      out[i] = a[i] - b[i];
    }
    return out;
  }

  /** Euclidean norm. */
  public static double norm(float[] a) {
    double sum = 0;
    for (float v : a) {
      sum += (double) v * v;
    }
    return Math.sqrt(sum);
  }

  /** {@code ‖found − expected‖ / ‖expected‖}; 0 where both are zero. */
  public static double relativeError(float[] found, float[] expected) {
    double distance = norm(minus(found, expected));
    return distance == 0 ? 0 : distance / norm(expected);
  }

  /** {@code max |found − expected|}. */
  public static double maxAbsoluteError(float[] found, float[] expected) {
    double max = 0;
    for (int i = 0; i < found.length; i++) {
      max = Math.max(max, Math.abs((double) found[i] - expected[i]));
    }
    return max;
  }
}
