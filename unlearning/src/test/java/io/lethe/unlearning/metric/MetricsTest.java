package io.lethe.unlearning.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.random.CounterRandom;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Metrics on predictions made by hand. */
class MetricsTest {
  /** Two classes, label 0, logit of the true label between low and high. */
  private static PredictedSet set(int n, double low, double high, String purpose) {
    CounterRandom random = new CounterRandom(1, purpose);
    float[][] logits = new float[n][2];
    for (int i = 0; i < n; i++) {
      logits[i][0] = (float) (low + (high - low) * random.below(1000, 0, i) / 1000.0);
    }
    return PredictedSet.ofLogits(new int[n], logits);
  }

  private static Predictions predictions(PredictedSet forget, int members) {
    return new Predictions(
        Map.of(
            EvaluationSet.FORGET, forget,
            EvaluationSet.RETAIN, set(400, 5, 8, "retain"),
            EvaluationSet.TEST, set(200, -1, 2, "test"),
            EvaluationSet.MEMBERS, set(members, 5, 8, "members")));
  }

  private static Metrics compute(PredictedSet forget) {
    return Metrics.compute(predictions(forget, 200), EvaluationProtocol.standard());
  }

  /** Property 8 of the specification. */
  @Test
  void miaIsHundredWhereTheForgetSetLooksLikeTestAndZeroWhereItLooksRetained() {
    Metrics unseen = compute(set(150, -1, 2, "forget"));
    Metrics kept = compute(set(150, 6, 8, "forget"));
    assertThat(unseen.metrics().get("mia")).isEqualTo(100);
    assertThat(kept.metrics().get("mia")).isZero();
    assertThat(unseen.details()).containsEntry("mia.threshold_confidence_forget", 1.0);
    assertThat(kept.details()).containsEntry("mia.threshold_confidence_forget", 0.0);
    assertThat(unseen.details().get("mia.auc_confidence_forget")).isCloseTo(0.5, within(0.05));
    assertThat(kept.details()).containsEntry("mia.auc_confidence_forget", 1.0);
    assertThat(kept.details()).containsEntry("mia.auc_confidence_members", 1.0);
  }

  @Test
  void accuraciesAreInPercentAndNameTheirDefinition() {
    PredictedSet forget = set(150, -1, 2, "forget");
    Metrics metrics = compute(forget);
    assertThat(metrics.metrics().keySet()).containsExactly("ua", "ra", "ta", "mia");
    assertThat(metrics.metrics().get("ua"))
        .isCloseTo(100 - forget.accuracy(), within(1e-9))
        .isBetween(20.0, 50.0);
    assertThat(metrics.metrics()).containsEntry("ra", 100.0);
    assertThat(metrics.definitions())
        .containsEntry("ua", "ua.error_forget")
        .containsEntry("ta", "ta.accuracy_test")
        .containsEntry("mia", "mia.svc_confidence_forget")
        .containsEntry("members", "members.seeded");
    assertThat(metrics.intervals().get("ra").high()).isEqualTo(100);
    assertThat(metrics.intervals().get("ra").low()).isBetween(98.0, 99.9);
    assertThat(metrics.details()).containsKeys("loss.forget", "loss.retain", "loss.test");
    assertThat(metrics.warnings()).isEmpty();
  }

  @Test
  void onlyWhatIsAskedForIsComputed() {
    Metrics metrics =
        Metrics.compute(
            new Predictions(Map.of(EvaluationSet.TEST, set(10, 1, 2, "test"))),
            new EvaluationProtocol(Set.of("ta"), Set.of(), Members.SEEDED, true));
    assertThat(metrics.metrics()).containsOnlyKeys("ta");
    assertThat(metrics.definitions())
        .containsEntry("ta", "ta.accuracy_test_without_forgotten_class");
  }

  @Test
  void testAccuracyWithoutAClassIsReportedBesideThatOverAll() {
    Predictions predictions =
        new Predictions(
            Map.of(
                EvaluationSet.TEST, set(10, 1, 2, "test"),
                EvaluationSet.TEST_ALL, set(40, 1, 2, "all")));
    Metrics metrics =
        Metrics.compute(
            predictions, new EvaluationProtocol(Set.of("ta"), Set.of(), Members.SEEDED, true));
    PredictedSet all = predictions.of(EvaluationSet.TEST_ALL);
    assertThat(metrics.metrics().keySet()).containsExactly("ta", "ta.all");
    assertThat(metrics.metrics()).containsEntry("ta.all", 100.0 * all.correct() / 40);
    assertThat(metrics.definitions()).containsEntry("ta.all", "ta.accuracy_test");
  }

  @Test
  void furtherAttacksAreReportedByName() {
    Metrics metrics =
        Metrics.compute(
            predictions(set(150, 5, 8, "forget"), 200),
            new EvaluationProtocol(
                Set.of("mia"),
                Set.of(AttackFeature.CORRECTNESS, AttackFeature.ENTROPY),
                Members.FIRST_RETAINED,
                false));
    assertThat(metrics.details())
        .containsKeys("mia.svc_correctness_forget", "mia.svc_entropy_forget");
    assertThat(metrics.definitions()).containsEntry("members", "members.first_retained");
  }

  @Test
  void fewRecordsAndUnequalSetsAreWarnedAbout() {
    Metrics metrics =
        Metrics.compute(predictions(set(99, 5, 8, "forget"), 120), EvaluationProtocol.standard());
    assertThat(metrics.warnings()).hasSize(2);
    assertThat(metrics.warnings().get(0)).contains("120 members against 200 non-members");
    assertThat(metrics.warnings().get(1)).contains("99 records", "1.0 points");
  }

  /** Two records of D_f, of which one looks like the test record and one like the members. */
  @Test
  void detailsAreFractionsAndNats() {
    float ln3 = (float) Math.log(3);
    PredictedSet forget = PredictedSet.ofLogits(new int[2], new float[][] {{0, ln3}, {ln3, 0}});
    PredictedSet members =
        PredictedSet.ofLogits(new int[2], new float[][] {{ln3, 0}, {2 * ln3, 0}});
    PredictedSet tests = PredictedSet.ofLogits(new int[2], new float[][] {{0, ln3}, {0, ln3}});
    Metrics metrics =
        Metrics.compute(
            new Predictions(
                Map.of(
                    EvaluationSet.FORGET, forget,
                    EvaluationSet.RETAIN, members,
                    EvaluationSet.TEST, tests,
                    EvaluationSet.MEMBERS, members)),
            EvaluationProtocol.standard());
    assertThat(metrics.metrics()).containsEntry("ua", 50.0).containsEntry("ra", 100.0);
    assertThat(metrics.metrics()).containsEntry("ta", 0.0);
    assertThat(metrics.details())
        .containsEntry("mia.threshold_confidence_forget", 0.5)
        .containsEntry("mia.threshold_confidence_balanced_accuracy", 1.0)
        .containsEntry("mia.auc_confidence_members", 1.0)
        .containsEntry("mia.auc_confidence_forget", 0.75);
    assertThat(metrics.details().get("mia.svc_confidence_forget"))
        .isEqualTo(metrics.metrics().get("mia") / 100);
    // p = 1/4 and 3/4; 3/4 and 9/10; 1/4 twice.
    assertThat(metrics.details().get("loss.forget"))
        .isCloseTo(-Math.log(3 / 16.0) / 2, within(1e-6));
    assertThat(metrics.details().get("loss.retain"))
        .isCloseTo(-Math.log(27 / 40.0) / 2, within(1e-6));
    assertThat(metrics.details().get("loss.test")).isCloseTo(Math.log(4), within(1e-6));
  }

  @Test
  void aHundredRecordsAreNotFew() {
    assertThat(compute(set(100, 5, 8, "forget")).warnings()).isEmpty();
  }

  @Test
  void aSetThatWasNotEvaluatedIsAskedForInVain() {
    Predictions none = new Predictions(Map.of(EvaluationSet.FORGET, set(1, 0, 1, "forget")));
    assertThat(none.has(EvaluationSet.TEST)).isFalse();
    assertThat(none.withoutExtra()).isEmpty();
    assertThatThrownBy(() -> none.of(EvaluationSet.TEST)).hasMessageContaining("TEST");
  }

  /** p = (1/2, 1/4, 1/4), y = 1: by hand from the definitions. */
  @Test
  void featuresOfOneRecord() {
    float[] p = {0.5f, 0.25f, 0.25f};
    assertThat(AttackFeature.CORRECTNESS.of(p, 1)).containsExactly(0);
    assertThat(AttackFeature.CORRECTNESS.of(p, 0)).containsExactly(1);
    assertThat(AttackFeature.CONFIDENCE.of(p, 1)).containsExactly(0.25f);
    assertThat(AttackFeature.PROBABILITIES.of(p, 1)).containsExactly(0.5f, 0.25f, 0.25f);
    double ln2 = Math.log(2);
    assertThat((double) AttackFeature.ENTROPY.of(p, 1)[0]).isCloseTo(1.5 * ln2, within(1e-6));
    double modified = 0.75 * 2 * ln2 + 0.5 * ln2 - 0.25 * Math.log(0.75);
    assertThat((double) AttackFeature.MODIFIED_ENTROPY.of(p, 1)[0])
        .isCloseTo(modified, within(1e-6));
    assertThat(AttackFeature.ENTROPY.of(new float[] {1, 0}, 0)[0]).isZero();
    assertThat(AttackFeature.MODIFIED_ENTROPY.of(new float[] {0, 1}, 0)[0])
        .isCloseTo((float) (-2 * Math.log(1e-30)), within(1e-3f));
  }

  @Test
  void softmaxAndCrossEntropyOfOneRow() {
    float[] logits = {(float) Math.log(2), 0, 0};
    assertThat(Softmax.probabilities(logits)[0]).isCloseTo(0.5f, within(1e-7f));
    assertThat(Softmax.probabilities(logits)[2]).isCloseTo(0.25f, within(1e-7f));
    assertThat((double) Softmax.crossEntropy(logits, 1)).isCloseTo(Math.log(4), within(1e-6));
    assertThat(Softmax.argmax(new float[] {1, 3, 3})).isEqualTo(1);
  }

  /** One record of three: centre and half-width from Wilson's formula with z = 1.959964. */
  @Test
  void wilsonIntervalOfASmallSample() {
    Interval third = Interval.wilsonPercent(1, 3);
    assertThat(third.low()).isCloseTo(6.1492, within(1e-3));
    assertThat(third.high()).isCloseTo(79.2340, within(1e-3));
    assertThat(Interval.wilsonPercent(10, 10).low()).isCloseTo(72.2467, within(1e-3));
  }

  @Test
  void unknownMetricIsRejected() {
    assertThatThrownBy(
            () ->
                new EvaluationProtocol(
                    new LinkedHashSet<>(List.of("ua", "fid")), Set.of(), Members.SEEDED, false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("evaluate.metrics: found 'fid', allowed are ua, ra, ta, mia");
  }

  @Test
  void membersAreDrawnFromTheRetainSetOrTakenFromItsBeginning() {
    int[] retain = IntStream.range(100, 200).toArray();
    int[] members = Members.seeded(retain, 30, 5);
    assertThat(members).hasSize(30).isSorted().doesNotHaveDuplicates();
    assertThat(Arrays.stream(members)).allMatch(m -> m >= 100 && m < 200);
    assertThat(Members.seeded(retain, 30, 5)).isEqualTo(members);
    assertThat(Members.seeded(retain, 30, 6)).isNotEqualTo(members);
    assertThat(Members.seeded(retain, 500, 5)).isEqualTo(retain);
    assertThat(Members.firstRetained(retain, 2)).containsExactly(100, 101);
    assertThat(Members.firstRetained(retain, 500)).isEqualTo(retain);
  }

  @Test
  void choicesOfMembersAndFeaturesAreReadByName() {
    int[] retain = {9, 4, 7};
    assertThat(Members.parse("first-retained").choose(retain, 2, 1)).containsExactly(9, 4);
    assertThat(Members.parse("seeded").choose(retain, 2, 1))
        .isEqualTo(Members.seeded(retain, 2, 1));
    assertThatThrownBy(() -> Members.LISTED.choose(retain, 2, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Members.parse("listed"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("evaluate.members: found 'listed', allowed are seeded, first-retained");
    assertThat(AttackFeature.parse("modified-entropy")).isEqualTo(AttackFeature.MODIFIED_ENTROPY);
    assertThatThrownBy(() -> AttackFeature.parse("loss"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("evaluate.attacks: found 'loss', allowed are correctness, ");
  }

  /** The paper's numbers: 45 of 4500 is 1 %, and Wilson's interval of 0 of 10 does not end at 0. */
  @Test
  void wilsonIntervals() {
    Interval one = Interval.wilsonPercent(45, 4_500);
    assertThat(one.low()).isCloseTo(0.7483, within(1e-3));
    assertThat(one.high()).isCloseTo(1.3354, within(1e-3));
    assertThat(Interval.wilsonPercent(0, 10).low()).isZero();
    assertThat(Interval.wilsonPercent(0, 10).high()).isCloseTo(27.7533, within(1e-3));
    assertThat(Interval.wilsonPercent(10, 10).high()).isEqualTo(100);
  }

  @Test
  void tiesCountOneHalfInTheArea() {
    assertThat(Separation.auc(new double[] {1, 1}, new double[] {1, 0})).isEqualTo(0.75);
    assertThat(Separation.best(new double[] {3, 2}, new double[] {1, 0}).value()).isEqualTo(2);
    assertThat(Separation.best(new double[] {1, 2}, new double[] {1, 2}).value()).isEqualTo(1);
  }
}
