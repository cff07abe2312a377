package io.lethe.gateway.airflow;

import static io.lethe.gateway.airflow.DagHandlersTest.ids;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.gateway.FakeDesk;
import io.lethe.gateway.SampleRuns;
import io.lethe.gateway.airflow.AirflowApi.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DagRunHandlersTest {
  private final FakeDesk desk = FakeDesk.withRuns();
  private final AirflowApi api = new AirflowApi(desk);

  @AfterEach
  void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource({
    "unlearn-queued, queued",
    "unlearn-running, running",
    "unlearn-awaiting-approval, running",
    "unlearn-interrupted, failed",
    "unlearn-completed, success",
    "unlearn-published, success",
    "unlearn-gate-failed, failed",
    "unlearn-rejected, failed",
    "unlearn-cancelled, failed",
    "unlearn-failed, failed"
  })
  void aRunHasOneOfAirflowsStates(String run, String state) {
    Answer answer = api.get("/dags/lethe_unlearn/dagRuns/" + run);
    assertThat(answer.at("/state").textValue()).isEqualTo(state);
    assertThat(answer.at("/conf/forget/random/fraction").doubleValue()).isEqualTo(0.1);
    assertThat(answer.at("/triggering_user_name").textValue()).isEqualTo("ada");
  }

  @Test
  void timesComeFromTheRecord() {
    JsonNode run = api.get("/dags/lethe_unlearn/dagRuns/unlearn-completed").json();
    assertThat(run.path("start_date").textValue()).isEqualTo("2026-11-25T10:00:00.250Z");
    assertThat(run.path("end_date").textValue()).isEqualTo("2026-11-25T10:01:10.250Z");
    assertThat(run.path("duration").doubleValue()).isEqualTo(70.0);
    JsonNode queued = api.get("/dags/lethe_unlearn/dagRuns/unlearn-queued").json();
    assertThat(queued.path("start_date").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "~; state=success&order_by=dag_run_id; "
            + "compare-completed train-completed unlearn-completed unlearn-published",
        "lethe_unlearn; state=queued&state=running&order_by=-dag_run_id; "
            + "unlearn-running unlearn-queued unlearn-awaiting-approval",
        "lethe_train; limit=10; train-completed",
        "lethe_unlearn; run_id_pattern=FAIL; unlearn-failed unlearn-gate-failed",
        "lethe_unlearn; run_id_prefix_pattern=unlearn-c&limit=1&offset=1; unlearn-completed",
        "~; run_type=scheduled; ''",
        "lethe_unlearn; duration_lt=40&order_by=dag_run_id; unlearn-cancelled unlearn-failed",
        "~; start_date_gt=2026-11-26T00:00:00%2B01:00; ''",
        "~; triggering_user_name_pattern=nobody; ''"
      })
  void listsAreFilteredSortedAndCut(String dag, String query, String expected) {
    Answer page = api.get("/dags/" + dag + "/dagRuns?" + query);
    assertThat(ids(page.json().path("dag_runs"), "dag_run_id")).isEqualTo(expected);
  }

  @Test
  void aListSaysHowManyThereAre() {
    Answer page =
        api.get("/dags/lethe_unlearn/dagRuns?limit=2&order_by=state&order_by=-start_date");
    assertThat(page.at("/dag_runs")).hasSize(2);
    assertThat(page.at("/total_entries").intValue()).isEqualTo(10);
    assertThat(api.get("/dags/nope/dagRuns").status()).isEqualTo(404);
    assertThat(api.get("/dags/~/dagRuns?order_by=colour").status()).isEqualTo(422);
    assertThat(api.get("/dags/~/dagRuns?state=done").status()).isEqualTo(422);
    assertThat(api.get("/dags/~/dagRuns?start_date_gte=today").status()).isEqualTo(422);
  }

  @Test
  void aRunOfAnotherDagIsNotFound() {
    Answer answer = api.get("/dags/lethe_train/dagRuns/unlearn-failed");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.at("/detail").textValue())
        .isEqualTo(
            "The DagRun with dag_id: `lethe_train` and run_id: `unlearn-failed` was not found");
  }

  @Test
  void aRunThatFailsLaterWasRunningBefore() {
    desk.start(SampleRuns.train("mine"), FakeDesk.trigger("lethe_train"));
    assertThat(api.get("/dags/lethe_train/dagRuns/mine").at("/state").textValue())
        .isEqualTo("queued");
    desk.begin("mine", "train", List.of());
    assertThat(api.get("/dags/lethe_train/dagRuns/mine").at("/state").textValue())
        .isEqualTo("running");
  }
}
