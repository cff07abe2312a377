package io.lethe.unlearning.data;

import static io.lethe.unlearning.golden.Golden.ints;
import static io.lethe.unlearning.golden.Golden.sha256OfInt32;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.unlearning.Shared;
import io.lethe.unlearning.golden.Golden;
import io.lethe.unlearning.random.DrawGenerator;
import io.lethe.unlearning.random.LegacyNumpyRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Golden case C0: every index set of the reference, bit for bit. */
class GoldenDrawsTest {
  private static final JsonNode CASE = Golden.ownCase("c0_c4.json", "C0");
  private final RecordIndex cifar = cifarTraining();

  private static RecordIndex cifarTraining() {
    byte[] bytes = Golden.ownBytes("cifar10_train.labels");
    int[] labels = new int[bytes.length];
    Arrays.setAll(labels, i -> bytes[i]);
    Partition[] partitions = new Partition[labels.length];
    Arrays.fill(partitions, Partition.TRAIN);
    RecordNumbers numbers = new RecordNumbers();
    List<String> ids =
        IntStream.range(0, labels.length).mapToObj(i -> numbers.next(Partition.TRAIN)).toList();
    return new RecordIndex(10, ids, labels, List.of(), partitions);
  }

  private Split split(long seed) {
    return Split.draw(cifar, 0.1, seed, DrawGenerator.NUMPY_LEGACY);
  }

  @Test
  void labelsOfTheResourceAreThoseOfTheFullDataSet() {
    RecordIndex full = DatasetReader.index(Shared.require("data/cifar10"));
    int[] train = full.positions(Partition.TRAIN);
    assertThat(full.labels(train)).isEqualTo(cifar.labels(train));
    assertThat(full.ids(train)).isEqualTo(cifar.ids(train));
  }

  @Test
  void splitsAreThoseOfTheReference() {
    for (JsonNode expected : CASE.get("splits")) {
      Split split = split(expected.get("seed").longValue());
      int[] validation = split.validation();
      assertThat(validation).hasSize(5_000).startsWith(ints(expected.get("validation_first8")));
      assertThat(validation).endsWith(ints(expected.get("validation_last4")));
      assertThat(sha256OfInt32(validation))
          .isEqualTo(expected.get("validation_sha256_int32").textValue());
      assertThat(split.training())
          .hasSize(45_000)
          .startsWith(ints(expected.get("training_first8")));
      assertThat(sha256OfInt32(split.training()))
          .isEqualTo(expected.get("training_sha256_int32").textValue());
    }
  }

  @Test
  void validationSetsOfTwoSeedsOverlapAsInTheReference() {
    int[] second = split(2).validation();
    Arrays.sort(second);
    long common =
        Arrays.stream(split(1).validation())
            .filter(p -> Arrays.binarySearch(second, p) >= 0)
            .count();
    assertThat(common).isEqualTo(CASE.get("overlap_validation_seed1_seed2").longValue());
  }

  @Test
  void forgetDrawsAreThoseOfTheReference() {
    for (JsonNode expected : CASE.get("forget_draws")) {
      int m = expected.get("m").intValue();
      int k = expected.get("k").intValue();
      long seed = expected.get("generator_seed").longValue();
      int[] drawn = new LegacyNumpyRandom(seed).choice(m, k);
      assertThat(drawn).startsWith(ints(expected.get("first8")));
      assertThat(drawn).endsWith(ints(expected.get("last4")));
      assertThat(sha256OfInt32(drawn)).isEqualTo(expected.get("sha256_int32").textValue());
      int[] population = IntStream.range(0, m).toArray();
      int[] sorted =
          new ForgetSelection.RandomFraction((double) k / m, seed, DrawGenerator.NUMPY_LEGACY)
              .positions(cifar, population);
      assertThat(sha256OfInt32(sorted)).isEqualTo(expected.get("sha256_int32_sorted").textValue());
    }
  }

  /** The reference draws from the split of seed 2 with a generator of seed 2 − 1. */
  @Test
  void forgetAndRetainSetOfTheReferencesDefaultSeed() {
    JsonNode expected = CASE.get("marked").get(0);
    int[] training = split(expected.get("seed").longValue()).training();
    int[] forget =
        new ForgetSelection.RandomCount(
                expected.get("forget_count").intValue(), 1, DrawGenerator.NUMPY_LEGACY)
            .positions(cifar, training);
    assertThat(forget).startsWith(ints(expected.get("forget_global_indices_first8")));
    assertThat(sha256OfInt32(forget)).isEqualTo(expected.get("sha256_int32").textValue());
    assertThat(sha256OfInt32(RetainSet.complement(training, forget)))
        .isEqualTo(expected.get("retain_sha256_int32").textValue());
  }

  @Test
  void setsOfTheOtherGoldenCases() {
    JsonNode expected = CASE.get("this_set");
    int nForget = expected.get("n_forget").intValue();
    int nRetain = expected.get("n_retain").intValue();
    int[] drawn =
        new LegacyNumpyRandom(expected.get("draw_seed").longValue()).choice(50_000, 2_500);
    assertThat(drawn).startsWith(ints(expected.get("drawn_first8")));
    int[] forget = sorted(drawn, 0, nForget);
    int[] retain = sorted(drawn, nForget, nForget + nRetain);
    int[] members = sorted(drawn, nForget, drawn.length);
    assertThat(forget).isEqualTo(ints(expected.get("forget")));
    assertThat(forget).isEqualTo(stored("forget"));
    assertThat(retain).isEqualTo(stored("retain"));
    assertThat(members).isEqualTo(stored("mia_members"));
    assertThat(sha256OfInt32(retain)).isEqualTo(expected.get("retain_sha256_int32").textValue());
    assertThat(sha256OfInt32(members)).isEqualTo(expected.get("members_sha256_int32").textValue());
  }

  private static int[] stored(String name) {
    long[] values = Golden.ownTensors("indices.safetensors").get(name).longs();
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  private static int[] sorted(int[] values, int from, int to) {
    int[] part = Arrays.copyOfRange(values, from, to);
    Arrays.sort(part);
    return part;
  }
}
