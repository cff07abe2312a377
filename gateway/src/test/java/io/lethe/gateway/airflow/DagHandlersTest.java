package io.lethe.gateway.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.gateway.FakeDesk;
import io.lethe.gateway.airflow.AirflowApi.Answer;
import io.lethe.workflows.request.SchemaCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DagHandlersTest {
  private final FakeDesk desk = FakeDesk.withRuns();
  private final AirflowApi api = new AirflowApi(desk);

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void saysWhatItIsAndHowItIs() {
    assertThat(api.get("/version").at("/version").textValue()).isEqualTo("0.1.0");
    Answer health = api.get("/monitor/health");
    assertThat(health.at("/metadatabase/status").textValue()).isEqualTo("healthy");
    assertThat(health.at("/scheduler/status").textValue()).isEqualTo("healthy");
    assertThat(health.at("/triggerer/status").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "limit=50&order_by=dag_id; lethe_compare lethe_demo lethe_train lethe_unlearn",
        "order_by=-dag_id&limit=2&offset=1; lethe_train lethe_demo",
        "dag_id_pattern=%25E%25o; lethe_compare lethe_demo",
        "dag_id_prefix_pattern=lethe_t%7Clethe_u; lethe_train lethe_unlearn",
        "tags=unlearn; lethe_demo lethe_unlearn",
        "paused=true; lethe_train",
        "limit=0; ''"
      })
  void listsDags(String query, String expected) {
    desk.pause("lethe_train", true);
    Answer page = api.get("/dags?" + query);
    assertThat(String.join(" ", page.json().path("dags").findValuesAsText("fileloc"))).isNotNull();
    assertThat(ids(page.json().path("dags"), "dag_id")).isEqualTo(expected);
  }

  static String ids(JsonNode list, String field) {
    StringBuilder ids = new StringBuilder();
    list.forEach(item -> ids.append(' ').append(item.path(field).textValue()));
    return ids.toString().strip();
  }

  @Test
  void aDagIsPausedAndGoesOn() {
    Answer paused =
        api.send("PATCH", "/dags/lethe_train?update_mask=is_paused", "{\"is_paused\":true}");
    assertThat(paused.at("/is_paused").booleanValue()).isTrue();
    assertThat(desk.paused()).containsExactly("lethe_train");
    api.send("PATCH", "/dags/lethe_train?update_mask=other", "{\"is_paused\":false}");
    assertThat(desk.paused()).containsExactly("lethe_train");
    api.send("PATCH", "/dags/lethe_train", "{\"is_paused\":false}");
    assertThat(desk.paused()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void paramsAreJsonSchemas(Dag dag) {
    Answer details = api.get("/dags/" + dag.id() + "/details");
    JsonNode params = details.at("/params");
    assertThat(params).isNotEmpty();
    params.forEach(
        param -> {
          if (!param.path("value").isNull()) {
            assertThat(new SchemaCheck(param.path("schema")).problems(param.path("value")))
                .isEmpty();
          }
        });
    if (dag == Dag.DEMO) {
      assertThat(params.findValues("value")).noneMatch(JsonNode::isNull);
    }
    assertThat(details.at("/active_runs_count").intValue()).isEqualTo(dag == Dag.UNLEARN ? 4 : 0);
  }

  @Test
  void stagesAreTasksOneAfterTheOther() {
    JsonNode tasks = api.get("/dags/lethe_train/tasks?order_by=-task_id").json().path("tasks");
    assertThat(ids(tasks, "task_id")).isEqualTo("train publish gate evaluate admit");
    assertThat(tasks.get(0).path("downstream_task_ids").get(0).textValue()).isEqualTo("evaluate");
    assertThat(tasks.get(0).path("queue").textValue()).isEqualTo("lethe-compute");
    assertThat(api.get("/dags/lethe_train/tasks/gate").status()).isEqualTo(200);
    assertThat(api.get("/dags/lethe_train/tasks/mask").status()).isEqualTo(404);
  }

  @Test
  void anUnknownDagIsNotFound() {
    assertThat(api.get("/dags/nope").at("/detail").textValue())
        .isEqualTo("The Dag with ID: `nope` was not found");
    assertThat(api.get("/dags/nope/tasks").status()).isEqualTo(404);
  }

  @Test
  void theFormOfARequestIsChecked() {
    Answer query = api.get("/dags?limit=-1");
    assertThat(query.status()).isEqualTo(422);
    assertThat(query.at("/detail/0/loc").toString()).isEqualTo("[\"query\",\"limit\"]");
    assertThat(query.at("/detail/0/msg").textValue())
        .isEqualTo("found number -1; allowed: a whole number from 0");

    Answer body = api.send("PATCH", "/dags/lethe_train", "{\"is_paused\":\"yes\"}");
    assertThat(body.status()).isEqualTo(422);
    assertThat(body.at("/detail/0/loc").toString()).isEqualTo("[\"body\",\"is_paused\"]");

    Answer broken = api.send("PATCH", "/dags/lethe_train", "{");
    assertThat(broken.at("/detail/0/msg").textValue()).startsWith("found broken JSON at line 1");
  }
}
