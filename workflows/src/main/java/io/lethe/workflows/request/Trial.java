package io.lethe.workflows.request;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * One forget set with one seed: one D_f, and one draw of everything random.
 *
 * @param set position of the forget set in its list
 * @param forget the selection, with the trial's seed where it is a draw. Equal selections are equal
 *     forget sets, so this is what a baseline belongs to.
 * @param label how a reader knows the forget set, such as {@code 10 %} or {@code class 3}; never a
 *     record id or a person
 * @param share share of the training split that is forgotten (fraction), where that is known
 * @param seed the seed
 */
public record Trial(int set, ForgetSpec forget, String label, Optional<Double> share, long seed) {
  /** The trial of that forget set with that seed. */
  static Trial of(int set, ForgetSpec forget, long seed) {
    return new Trial(
        set,
        forget.withSeed(seed),
        label(forget, set),
        forget.random().flatMap(RandomSpec::fraction),
        seed);
  }

  static String label(ForgetSpec forget, int set) {
    Optional<Double> fraction = forget.random().flatMap(RandomSpec::fraction);
    if (fraction.isPresent()) {
      return percent(fraction.get()) + " %";
    }
    if (forget.random().isPresent()) {
      return forget.random().get().count().orElseThrow() + " records";
    }
    if (forget.ofClass().isPresent()) {
      return "class " + forget.ofClass().get();
    }
    boolean person = forget.subject().isPresent() || forget.subjectFrom().isPresent();
    return (person ? "subject " : "list ") + (set + 1);
  }

  /** In decimal: 0.07 is 7 percent, not 7.000000000000001. */
  private static String percent(double fraction) {
    return BigDecimal.valueOf(fraction).movePointRight(2).stripTrailingZeros().toPlainString();
  }

  /** The part of a run's name that tells the trial, such as {@code 10pct-s1}. */
  String slug() {
    return Slugs.of(label.replace(" %", "pct")) + "-s" + seed;
  }
}
