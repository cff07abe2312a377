package io.lethe.gateway.lethe;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.gateway.SampleRuns;
import io.lethe.workflows.contract.Evaluation;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.pipeline.Drafts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeasuredTest {
  private static final String RETRAIN = "s3://models/retrain.safetensors";

  private static RunRecord waiting(List<StageResult> stages) {
    return SampleRuns.in(
        RunState.AWAITING_APPROVAL,
        SampleRuns.running(SampleRuns.approved("waits"), "evaluate-baseline", stages));
  }

  private static StageResult evaluated(String name, Map<String, Double> metrics) {
    return new StageResult(
        name,
        "key-of-" + name,
        Map.of(),
        Optional.of(
            new Evaluation(
                metrics,
                Map.of("mia", "confidence-svc"),
                Map.of(),
                Map.of("loss", 0.5),
                List.of("few"))),
        3.5,
        1,
        true,
        List.of());
  }

  /** One sum stands here and one in the workflow: they are to be the same. */
  @Test
  void isWhatTheRunItselfWillMakeOfItsStages() {
    List<StageResult> stages =
        List.of(
            SampleRuns.stages().get(0),
            SampleRuns.stages().get(1),
            evaluated("evaluate", Map.of("ua", 8.5, "ra", 99.1, "ta", 91.7, "ta.all", 80.0)),
            evaluated("evaluate-original", Map.of("ua", 0.1, "ra", 99.9)),
            evaluated(
                "evaluate-baseline", Map.of("ua", 9.3, "ta", 91.2, "ta.all", 70.0, "mia", 1.0)));

    assertThat(Measured.of(waiting(stages)))
        .contains(Drafts.of("waits", RunState.AWAITING_APPROVAL, stages, RETRAIN))
        .hasValueSatisfying(
            found -> {
              assertThat(found.gaps()).containsOnlyKeys("ua", "ta", "ta.all");
              assertThat(found.avgGap())
                  .hasValueSatisfying(gap -> assertThat(gap).isBetween(0.649, 0.651));
            });
  }

  @Test
  void withoutABaselineThereAreNoGaps() {
    List<StageResult> stages = SampleRuns.stages().subList(0, 3);
    assertThat(Measured.of(waiting(stages)))
        .contains(Drafts.of("waits", RunState.AWAITING_APPROVAL, stages, RETRAIN));
  }

  @Test
  void isNothingBeforeTheEvaluationAndBesideAResult() {
    assertThat(Measured.of(waiting(SampleRuns.stages().subList(0, 2)))).isEmpty();
    assertThat(Measured.of(SampleRuns.in(RunState.COMPLETED, waiting(SampleRuns.stages()))))
        .isEmpty();
  }
}
