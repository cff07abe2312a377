package io.lethe.unlearning.metric;

/**
 * An interval, in the unit of its metric.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {
  /** The 97.5 % quantile of the standard normal distribution. */
  private static final double Z = 1.959963984540054;

  /**
   * Wilson's 95 % score interval of a binomial share, in percent.
   *
   * @param hits records that count, 0 to n
   * @param n records in all, at least 1
   */
  public static Interval wilsonPercent(int hits, int n) {
    double p = (double) hits / n;
    double shrink = 1 + Z * Z / n;
    double centre = (p + Z * Z / (2.0 * n)) / shrink;
    double half = Z / shrink * Math.sqrt(p * (1 - p) / n + Z * Z / (4.0 * n * n));
    // The ends at 0 and n are exact; computed, they would miss by a rounding.
    return new Interval(
        hits == 0 ? 0 : 100 * (centre - half), hits == n ? 100 : 100 * (centre + half));
  }
}
