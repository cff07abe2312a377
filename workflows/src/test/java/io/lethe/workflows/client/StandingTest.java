package io.lethe.workflows.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.RunStatus;
import io.lethe.workflows.request.RequestReader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {
  private static RunRecord record(RunState state) {
    return new RunRecord(
        "run",
        "execution",
        "digest",
        RequestReader.readRun(
            """
            kind: unlearn
            name: run
            model: {ref: "s3://models/net.safetensors", architecture: resnet8s, classes: 10}
            dataset: {ref: "s3://data/tiny"}
            forget: {random: {fraction: 0.1}}
            method: {name: ga}
            """),
        Optional.empty(),
        state,
        "evaluate",
        Instant.EPOCH,
        Instant.EPOCH,
        List.of(),
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING, RUNNING, running",
    "RUNNING, AWAITING_APPROVAL, awaiting-approval",
    "RUNNING, COMPLETED, running",
    "AWAITING_APPROVAL, REJECTED, awaiting-approval",
    "COMPLETED, COMPLETED, completed",
    "FAILED, RUNNING, running",
  })
  void whatTemporalSaysCountsButForAnEndThatNoRecordTells(
      RunState recorded, RunState live, String state) {
    RunStatus status = new RunStatus(live, Progress.of("evaluate"));

    assertThat(new Standing(record(recorded), Optional.of(status)).state()).isEqualTo(state);
  }

  @Test
  void withoutTemporalTheRecordTells() {
    assertThat(new Standing(record(RunState.COMPLETED), Optional.empty()).state())
        .isEqualTo("completed");
    assertThat(new Standing(record(RunState.RUNNING), Optional.empty()).state())
        .isEqualTo("interrupted");
  }
}
