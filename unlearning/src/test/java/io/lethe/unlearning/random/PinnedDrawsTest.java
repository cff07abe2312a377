package io.lethe.unlearning.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.unlearning.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Draws of the counter-based generator, from its description written down in Python: SplitMix64's
 * finaliser over seed, FNV-1a of the purpose, epoch and index. Stored runs depend on them.
 */
class PinnedDrawsTest {
  @ParameterizedTest
  @CsvSource({
    "0, '', 0, 0, -5072705094125674209, 7, 725, 1556943051",
    "42, labels, 3, 7, -809191999245904034, 9, 956, 2053281300",
    "-1, shuffle/rétain, 5, 1099511627776, -2945116169535846503, 8, 840, 1804627000",
  })
  void bitsAndBoundedDraws(
      long seed,
      String purpose,
      long epoch,
      long index,
      long bits,
      int ten,
      int thousand,
      int max) {
    CounterRandom random = new CounterRandom(seed, purpose);
    assertThat(random.bits(epoch, index)).isEqualTo(bits);
    assertThat(random.below(10, epoch, index)).isEqualTo(ten);
    assertThat(random.below(1000, epoch, index)).isEqualTo(thousand);
    assertThat(random.below(Integer.MAX_VALUE, epoch, index)).isEqualTo(max);
  }

  @Test
  void permutations() {
    assertThat(new CounterRandom(5, "shuffle").permutation(8, 2))
        .containsExactly(0, 4, 6, 5, 2, 7, 3, 1);
    assertThat(new CounterRandom(5, "s").shuffled(new int[] {9, 8, 7, 6}, 0))
        .containsExactly(9, 8, 6, 7);
    assertThat(new CounterRandom(5, "s").permutation(0, 0)).isEmpty();
  }

  @Test
  void drawsOfASequenceAreThoseOfItsPermutations() {
    IndexDraws draws = DrawGenerator.COUNTER.start(1, "split", "seed");
    assertThat(draws.draw(10, 4)).containsExactly(5, 1, 6, 2);
    assertThat(draws.draw(10, 4)).containsExactly(7, 2, 6, 1);
    assertThat(draws.draw(3, 0)).isEmpty();
    assertThat(draws.draw(3, 3)).hasSize(3);
    assertThatThrownBy(() -> draws.draw(3, 4)).hasMessageContaining("4 of 3");
    assertThatThrownBy(() -> draws.draw(3, -1)).hasMessageContaining("-1 of 3");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 4294967295L})
  void seedsOfNumpyReachToTheirBorders(long seed) {
    assertThatCode(() -> DrawGenerator.NUMPY_LEGACY.start(seed, "x", "seed"))
        .doesNotThrowAnyException();
  }

  @Test
  void otherSeedsOfNumpyAreRefusedWithTheirField() {
    for (long seed : new long[] {-1, 4294967296L}) {
      assertThatThrownBy(() -> DrawGenerator.NUMPY_LEGACY.start(seed, "x", "forget.random.seed"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("forget.random.seed: found " + seed);
    }
    assertThat(DrawGenerator.COUNTER.text()).isEqualTo("counter");
    assertThatThrownBy(() -> new LegacyNumpyRandom(0).choice(3, -1)).hasMessageContaining("-1");
  }
}
