package io.lethe.unlearning.random;

import java.nio.charset.StandardCharsets;

/**
 * A counter-based random generator: every draw is a pure function of (seed, purpose, epoch, index).
 *
 * <p>There is no hidden state, so a resumed run draws what the uninterrupted one would have drawn,
 * and two purposes never share a stream. The mixing function is the SplitMix64 finaliser, applied
 * once for each coordinate.
 *
 * @param seed the run's seed
 * @param purpose what the draws are for, such as {@code shuffle/retain} or {@code labels}
 */
public record CounterRandom(long seed, String purpose) {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** 64 uniform bits. */
  public long bits(long epoch, long index) {
    long h = mix(seed + GOLDEN_GAMMA);
    h = mix(h ^ fnv1a64(purpose));
    h = mix(h + GOLDEN_GAMMA * (epoch + 1));
    return mix(h + GOLDEN_GAMMA * (index + 1));
  }

  /**
   * A uniform integer in [0, bound); the bias is below bound / 2⁶⁴.
   *
   * @throws IllegalArgumentException if {@code bound} is not positive
   */
  public int below(int bound, long epoch, long index) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive, found " + bound);
    }
    long bits = bits(epoch, index);
    // Java 17 has only the signed high product; adding the bound back where the sign bit was set
    // makes it the unsigned one.
    return (int) (Math.multiplyHigh(bits, bound) + (bits < 0 ? bound : 0));
  }

  /** A uniform permutation of 0 … n−1 (Fisher–Yates). */
  public int[] permutation(int n, long epoch) {
    int[] p = new int[n];
    for (int i = 0; i < n; i++) {
      p[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = below(i + 1, epoch, i);
      int t = p[i];
      p[i] = p[j];
      p[j] = t;
    }
    return p;
  }

  /** {@code values} in a uniformly random order, as a new array. */
  public int[] shuffled(int[] values, long epoch) {
    int[] p = permutation(values.length, epoch);
    for (int i = 0; i < p.length; i++) {
      p[i] = values[p[i]];
    }
    return p;
  }

  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  private static long fnv1a64(String text) {
    long h = 0xCBF29CE484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      h = (h ^ (b & 0xff)) * 0x100000001B3L;
    }
    return h;
  }
}
