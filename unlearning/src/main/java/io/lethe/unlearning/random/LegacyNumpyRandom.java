package io.lethe.unlearning.random;

import java.util.Arrays;

/**
 * The generator behind {@code numpy.random.RandomState}: MT19937, with NumPy's frozen way of
 * drawing without replacement, bit for bit.
 *
 * <p>Seeding: x₀ = s, xᵢ = 1812433253·(xᵢ₋₁ xor (xᵢ₋₁ ≫ 30)) + i. A permutation is made by swapping
 * entry i with entry j for i = m−1 … 1, where j in 0 … i is one tempered 32-bit output, masked to
 * the number of bits of i, and drawn again while it exceeds i. Kept so that the forget sets and
 * splits of the SalUn reference can be reproduced. It has state: each call continues the stream.
 */
public final class LegacyNumpyRandom {
  /** Largest seed NumPy accepts. */
  public static final long MAX_SEED = 0xFFFF_FFFFL;

  private static final int N = 624;
  private static final int M = 397;
  private static final int MATRIX_A = 0x9908B0DF;

  private final int[] state = new int[N];
  private int next = N;

  /**
   * Seeds the generator as {@code RandomState(seed)} does.
   *
   * @param seed 0 to 2³²−1
   * @throws IllegalArgumentException for other seeds
   */
  public LegacyNumpyRandom(long seed) {
    if (seed < 0 || seed > MAX_SEED) {
      throw new IllegalArgumentException(
          "a legacy NumPy seed is 0 to %d, found %d".formatted(MAX_SEED, seed));
    }
    state[0] = (int) seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
    }
  }

  /** A permutation of 0 … m−1, as {@code permutation(m)}. */
  public int[] permutation(int m) {
    int[] p = new int[m];
    Arrays.setAll(p, i -> i);
    for (int i = m - 1; i > 0; i--) {
      int j = interval(i);
      int t = p[i];
      p[i] = p[j];
      p[j] = t;
    }
    return p;
  }

  /**
   * k of 0 … m−1 without replacement, in drawing order, as {@code choice(m, k, replace=False)}.
   *
   * @throws IllegalArgumentException if k is negative or larger than m
   */
  public int[] choice(int m, int k) {
    if (k < 0 || k > m) {
      throw new IllegalArgumentException("cannot draw %d of %d".formatted(k, m));
    }
    return Arrays.copyOf(permutation(m), k);
  }

  /** A uniform integer in 0 … max by masked rejection. */
  private int interval(int max) {
    int mask = -1 >>> Integer.numberOfLeadingZeros(max);
    int value = nextInt() & mask;
    while (value > max) {
      value = nextInt() & mask;
    }
    return value;
  }

  /** The next tempered 32-bit output. */
  private int nextInt() {
    if (next == N) {
      regenerate();
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9D2C5680;
    y ^= (y << 15) & 0xEFC60000;
    return y ^ y >>> 18;
  }

  private void regenerate() {
    for (int i = 0; i < N; i++) {
      int y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7FFFFFFF);
      state[i] = state[(i + M) % N] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : MATRIX_A);
    }
    next = 0;
  }
}
