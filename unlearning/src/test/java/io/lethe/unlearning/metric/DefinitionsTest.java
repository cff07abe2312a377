package io.lethe.unlearning.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every name that a result may carry has its sentence. */
class DefinitionsTest {
  private static PredictedSet set(double... confidences) {
    float[][] probabilities = new float[confidences.length][];
    int[] predicted = new int[confidences.length];
    for (int i = 0; i < confidences.length; i++) {
      probabilities[i] = new float[] {(float) confidences[i], (float) (1 - confidences[i])};
      predicted[i] = Softmax.argmax(probabilities[i]);
    }
    return new PredictedSet(
        new int[confidences.length], probabilities, predicted, new float[confidences.length]);
  }

  private static Set<String> namesOf(boolean withoutForgottenClass) {
    Predictions predictions =
        new Predictions(
            Map.of(
                EvaluationSet.FORGET, set(0.3, 0.9),
                EvaluationSet.RETAIN, set(0.9, 0.8),
                EvaluationSet.MEMBERS, set(0.9, 0.8),
                EvaluationSet.TEST, set(0.2, 0.6)));
    Metrics metrics =
        Metrics.compute(
            predictions,
            new EvaluationProtocol(
                new LinkedHashSet<>(EvaluationProtocol.METRICS),
                EnumSet.allOf(AttackFeature.class),
                Members.SEEDED,
                withoutForgottenClass));
    Set<String> names = new LinkedHashSet<>(metrics.definitions().values());
    names.addAll(metrics.details().keySet());
    return names;
  }

  @Test
  void everyDefinitionOfAnEvaluationHasItsText() {
    assertThat(namesOf(false)).hasSizeGreaterThan(10).allMatch(n -> Definitions.of(n).isPresent());
    assertThat(namesOf(true)).allMatch(name -> Definitions.of(name).isPresent());
  }

  /** BE's table carried "a definition this version does not know". */
  @Test
  void definitionsWithAndWithoutFurtherOutputsHaveTheirs() {
    assertThat(Definitions.of("ua.error_forget_with_extra_output").orElseThrow())
        .startsWith(Definitions.of("ua.error_forget").orElseThrow())
        .endsWith("are counted too.");
    assertThat(Definitions.of("mia.auc_confidence_forget.without_extra").orElseThrow())
        .startsWith(Definitions.of("mia.auc_confidence_forget").orElseThrow())
        .endsWith("are left out.");
    assertThat(Definitions.of("ua.guessed_with_extra_output")).isEmpty();
  }

  @Test
  void everyChoiceOfMembersHasItsText() {
    assertThat(Arrays.stream(Members.values()).map(Members::definition))
        .allMatch(name -> Definitions.of(name).isPresent());
  }

  @Test
  void anUnknownNameHasNone() {
    assertThat(Definitions.of("ua.guessed")).isEmpty();
  }
}
