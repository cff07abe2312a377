package io.lethe.unlearning.saliency;

/**
 * Where a ranking is cut: selected are the weights with S above the threshold, and the first {@code
 * ties} of those with S equal to it, in parameter order, then flat index.
 *
 * @param fraction p
 * @param ones ⌊n·p⌋
 * @param bits float32 bits of the threshold; {@link #NONE} where nothing is selected
 * @param ties how many weights equal to the threshold are selected
 */
public record Threshold(double fraction, int ones, int bits, int ties) {
  /** Bits above those of every score. */
  static final int NONE = Integer.MAX_VALUE;

  /** The smallest selected S; infinite where nothing is selected. */
  public float value() {
    return bits == NONE ? Float.POSITIVE_INFINITY : Float.intBitsToFloat(bits);
  }
}
