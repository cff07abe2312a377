package io.lethe.gateway.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.gateway.FakeDesk;
import io.lethe.gateway.SampleRuns;
import io.lethe.gateway.airflow.AirflowApi.Answer;
import io.lethe.workflows.contract.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskHandlersTest {
  private final FakeDesk desk = FakeDesk.withRuns();
  private final AirflowApi api = new AirflowApi(desk);

  @AfterEach
  void stop() {
    api.close();
  }

  private static String tasks(String run) {
    return "/dags/lethe_%s/dagRuns/%s/taskInstances".formatted(run.split("-", -1)[0], run);
  }

  @ParameterizedTest
  @CsvSource({
    "unlearn-queued, queued - - - - - - - -",
    "unlearn-running, success success up_for_retry - - - - - -",
    "unlearn-awaiting-approval, "
        + "success success success success success skipped success awaiting_input -",
    "unlearn-interrupted, success failed upstream_failed upstream_failed upstream_failed "
        + "upstream_failed upstream_failed upstream_failed upstream_failed",
    "unlearn-completed, success success success success success skipped success success success",
    "unlearn-gate-failed, "
        + "success success success success success skipped success failed upstream_failed",
    "unlearn-cancelled, success success failed skipped skipped skipped skipped skipped skipped",
    "unlearn-failed, success success failed upstream_failed upstream_failed upstream_failed "
        + "upstream_failed upstream_failed upstream_failed",
    "train-completed, success success success success success",
    "compare-completed, success"
  })
  void stagesHaveStates(String run, String expected) {
    List<String> states = new ArrayList<>();
    api.get(tasks(run))
        .at("/task_instances")
        .forEach(task -> states.add(task.path("state").asText("-").replace("null", "-")));
    assertThat(String.join(" ", states)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unlearn-running",
        "unlearn-awaiting-approval",
        "unlearn-completed",
        "unlearn-gate-failed",
        "unlearn-cancelled",
        "unlearn-failed",
        "train-completed",
        "compare-completed"
      })
  void noStageEndsBeforeItBegan(String run) {
    int both = 0;
    for (JsonNode task : api.get(tasks(run)).at("/task_instances")) {
      String began = task.path("start_date").asText("");
      String ended = task.path("end_date").asText("");
      if (task.path("start_date").isTextual() && task.path("end_date").isTextual()) {
        both++;
        assertThat(Instant.parse(began))
            .as("%s of %s", task.path("task_id"), run)
            .isBeforeOrEqualTo(Instant.parse(ended));
      }
    }
    assertThat(both).isPositive();
  }

  @Test
  void withoutAMaskUnlearningBeginsWithTheRun() {
    desk.begin("unlearn-queued", "evaluate", SampleRuns.stages().subList(1, 2));

    JsonNode unlearn = api.get(tasks("unlearn-queued") + "/unlearn").json();

    assertThat(unlearn.path("state").textValue()).isEqualTo("success");
    assertThat(Instant.parse(unlearn.path("start_date").asText())).isEqualTo(SampleRuns.START);
  }

  @Test
  void stagesAreFiltered() {
    assertThat(api.get(tasks("unlearn-failed") + "?state=failed").at("/total_entries").intValue())
        .isEqualTo(1);
    assertThat(api.get(tasks("unlearn-failed") + "?task_id=mask&limit=5").at("/task_instances"))
        .hasSize(1);
    assertThat(api.get(tasks("unlearn-failed") + "/nope").status()).isEqualTo(404);
    assertThat(api.get(tasks("unlearn-nope")).status()).isEqualTo(404);
  }

  @Test
  void theStateOfAStageIsNotSetByHand() {
    String mask = tasks("unlearn-failed") + "/mask";
    assertThat(api.send("PATCH", mask, "{\"new_state\":\"success\"}").status()).isEqualTo(200);
    Answer refused = api.send("PATCH", mask, "{\"new_state\":\"failed\"}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.at("/detail").textValue()).contains("of a stage that is success");
  }

  @Test
  void everyExecutionThatCameToAStageIsATry() {
    JsonNode task = api.get(tasks("unlearn-failed") + "/unlearn").json();
    assertThat(task.path("try_number").intValue()).isEqualTo(2);
    assertThat(task.path("max_tries").intValue()).isEqualTo(1);
    assertThat(api.get(tasks("unlearn-failed") + "/unlearn/tries").at("/task_instances"))
        .hasSize(2);
    assertThat(api.get(tasks("unlearn-failed") + "/unlearn/tries/1").at("/state").textValue())
        .isEqualTo("failed");
    assertThat(api.get(tasks("unlearn-failed") + "/unlearn/tries/3").status()).isEqualTo(404);
    assertThat(api.get(tasks("unlearn-failed") + "/publish").at("/try_number").intValue()).isZero();
    assertThat(api.get(tasks("unlearn-failed") + "/publish/tries").at("/total_entries").intValue())
        .isZero();
  }

  @Test
  void theLastStageLeavesTheResultOfTheRun() {
    JsonNode entry =
        api.get(tasks("unlearn-completed") + "/publish/xcomEntries/return_value?deserialize=true")
            .json();
    assertThat(entry.at("/value/runId").textValue()).isEqualTo("unlearn-completed");
    assertThat(entry.at("/value/avgGap").doubleValue()).isEqualTo(0.5625);
    assertThat(entry.at("/run_id").textValue()).isEqualTo("unlearn-completed");

    JsonNode failed = api.get(tasks("unlearn-failed") + "/publish/xcomEntries/return_value").json();
    assertThat(failed.at("/value/failure/kind").textValue()).isEqualTo("PLATFORM");
    JsonNode compared =
        api.get(tasks("compare-completed") + "/compare/xcomEntries/return_value").json();
    assertThat(compared.at("/value/cells/completed").intValue()).isEqualTo(4);
  }

  @Test
  void aStageLeavesReferencesAndMetrics() {
    String unlearn = tasks("unlearn-completed") + "/unlearn/xcomEntries";
    assertThat(api.get(unlearn).at("/xcom_entries/0/key").textValue()).isEqualTo("return_value");
    assertThat(api.get(unlearn + "?xcom_key=other").at("/total_entries").intValue()).isZero();
    JsonNode left = api.get(unlearn + "/return_value").at("/value");
    assertThat(left.at("/artifacts/model/key").textValue()).startsWith("s3://lethe/weights/");
    assertThat(left.at("/attempts").intValue()).isEqualTo(2);
    JsonNode text = api.get(unlearn + "/return_value?stringify=true").at("/value");
    assertThat(text.textValue()).startsWith("{\"artifacts\":");
    assertThat(api.get(unlearn + "/nothing").status()).isEqualTo(404);
    assertThat(api.get(tasks("unlearn-failed") + "/unlearn/xcomEntries").at("/xcom_entries"))
        .isEmpty();
  }

  @Test
  void logsTellWhatHappened() {
    Answer log = api.get(tasks("unlearn-completed") + "/unlearn/logs/1?full_content=true");
    assertThat(log.json().path("content").findValuesAsText("event"))
        .contains(
            "unlearn of unlearn-completed begins",
            "finished after 10.5 s of work, 2 attempts",
            "resumed after a worker was lost");
    assertThat(log.at("/continuation_token").isNull()).isTrue();

    Answer running = api.get(tasks("unlearn-running") + "/unlearn/logs/1");
    assertThat(running.text()).contains("the object store did not answer");
    Answer failed = api.get(tasks("unlearn-failed") + "/unlearn/logs/2");
    assertThat(failed.text()).contains("failed: the object store did not answer", "error");
    assertThat(api.get(tasks("unlearn-failed") + "/unlearn/logs/7").status()).isEqualTo(404);
    assertThat(api.get(tasks("unlearn-failed") + "/unlearn/logs/x").status()).isEqualTo(422);
  }

  @Test
  void aLogIsAlsoOneObjectALine() throws Exception {
    Answer log =
        api.send(
            "GET",
            tasks("unlearn-completed") + "/unlearn/logs/1",
            null,
            "accept",
            "application/x-ndjson");
    assertThat(log.type()).isEqualTo("application/x-ndjson");
    assertThat(log.text().lines())
        .hasSizeGreaterThan(2)
        .allMatch(line -> line.startsWith("{\"timestamp\":\"2026-") && line.endsWith("}"));
  }

  @Test
  void progressIsInTheLogWhileNothingIsWrong() {
    desk.begin("unlearn-queued", "unlearn", SampleRuns.stages().subList(0, 1));
    assertThat(api.get(tasks("unlearn-queued") + "/unlearn/logs/1").text()).contains("begins");
    desk.end("unlearn-queued", RunState.FAILED);
    assertThat(api.get(tasks("unlearn-queued") + "/unlearn").at("/state").textValue())
        .isEqualTo("failed");
  }
}
