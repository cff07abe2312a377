package io.lethe.unlearning.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics of the counter-based generator, and NumPy's own numbers. Seeds are fixed. */
class RandomTest {
  /** The 99.9 % quantile of χ² with 99 degrees of freedom. */
  private static final double CHI_SQUARE_99 = 148.23;

  private static double chiSquare(int[] counts) {
    double expected = Arrays.stream(counts).sum() / (double) counts.length;
    return Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 42, -1, Long.MIN_VALUE})
  void drawsAreUniformOverIndexAndEpoch(long seed) {
    CounterRandom random = new CounterRandom(seed, "labels");
    int[] byIndex = new int[100];
    int[] byEpoch = new int[100];
    for (int i = 0; i < 100_000; i++) {
      byIndex[random.below(100, 3, i)]++;
      byEpoch[random.below(100, i, 3)]++;
    }
    assertThat(chiSquare(byIndex)).isLessThan(CHI_SQUARE_99);
    assertThat(chiSquare(byEpoch)).isLessThan(CHI_SQUARE_99);
  }

  @Test
  void neighboursAreIndependent() {
    CounterRandom random = new CounterRandom(7, "labels");
    CounterRandom other = new CounterRandom(7, "shuffle/forget");
    CounterRandom nextSeed = new CounterRandom(8, "labels");
    int[] epochs = new int[100];
    int[] indices = new int[100];
    int[] purposes = new int[100];
    int[] seeds = new int[100];
    for (int i = 0; i < 100_000; i++) {
      int draw = 10 * random.below(10, 1, i);
      epochs[draw + random.below(10, 2, i)]++;
      indices[draw + random.below(10, 1, i + 1)]++;
      purposes[draw + other.below(10, 1, i)]++;
      seeds[draw + nextSeed.below(10, 1, i)]++;
    }
    assertThat(chiSquare(epochs)).isLessThan(CHI_SQUARE_99);
    assertThat(chiSquare(indices)).isLessThan(CHI_SQUARE_99);
    assertThat(chiSquare(purposes)).isLessThan(CHI_SQUARE_99);
    assertThat(chiSquare(seeds)).isLessThan(CHI_SQUARE_99);
  }

  @Test
  void permutationsHoldEveryElementOnceAndEveryPlaceEquallyOften() {
    CounterRandom random = new CounterRandom(3, "shuffle");
    int[] places = new int[100];
    for (int epoch = 0; epoch < 20_000; epoch++) {
      int[] p = random.permutation(10, epoch);
      assertThat(p).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      for (int i = 0; i < 10; i++) {
        places[10 * i + p[i]]++;
      }
    }
    // Rows and columns are fixed, so 81 degrees of freedom; the bound for 99 is looser by a little.
    assertThat(chiSquare(places)).isLessThan(CHI_SQUARE_99);
  }

  @Test
  void shuffledKeepsTheValuesAndTheArgument() {
    int[] values = {5, 9, 5, 1};
    assertThat(new CounterRandom(1, "s").shuffled(values, 0)).containsExactlyInAnyOrder(5, 9, 5, 1);
    assertThat(values).containsExactly(5, 9, 5, 1);
  }

  @Test
  void boundMustBePositive() {
    assertThatThrownBy(() -> new CounterRandom(1, "x").below(0, 0, 0)).hasMessageContaining("0");
  }

  @Test
  void drawsOfOneSequenceDiffer() {
    IndexDraws draws = DrawGenerator.COUNTER.start(1, "split", "seed");
    int[] first = draws.draw(100, 10);
    assertThat(first).doesNotHaveDuplicates();
    assertThat(draws.draw(100, 10)).isNotEqualTo(first);
    assertThat(DrawGenerator.COUNTER.start(1, "split", "seed").draw(100, 10)).isEqualTo(first);
    assertThat(DrawGenerator.COUNTER.start(1, "forget", "seed").draw(100, 10)).isNotEqualTo(first);
  }

  /** The check value of the specification. */
  @Test
  void numpyDrawsOfSeedOne() {
    assertThat(new LegacyNumpyRandom(1).choice(45_000, 8))
        .containsExactly(25275, 12561, 24707, 25066, 33429, 44157, 40878, 23566);
  }

  /** {@code RandomState(4294967295).permutation(10)}, twice, from NumPy. */
  @Test
  void numpyPermutations() {
    LegacyNumpyRandom random = new LegacyNumpyRandom(4294967295L);
    assertThat(random.permutation(10)).containsExactly(6, 9, 5, 1, 8, 0, 7, 4, 2, 3);
    assertThat(random.permutation(10)).containsExactly(9, 0, 3, 4, 1, 5, 8, 7, 6, 2);
  }

  @Test
  void numpyRejectsWhatNumpyRejects() {
    assertThatThrownBy(() -> new LegacyNumpyRandom(-1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> new LegacyNumpyRandom(1L << 32)).hasMessageContaining("4294967296");
    assertThatThrownBy(() -> new LegacyNumpyRandom(0).choice(3, 4)).hasMessageContaining("4 of 3");
    assertThat(new LegacyNumpyRandom(0).choice(0, 0)).isEmpty();
    assertThat(IntStream.of(new LegacyNumpyRandom(0).permutation(1))).containsExactly(0);
  }
}
