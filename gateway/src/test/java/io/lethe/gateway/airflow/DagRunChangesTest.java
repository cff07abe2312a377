package io.lethe.gateway.airflow;

import static io.lethe.gateway.airflow.DagHandlersTest.ids;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.gateway.FakeDesk;
import io.lethe.gateway.SampleRuns;
import io.lethe.gateway.airflow.AirflowApi.Answer;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.RequestFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DagRunChangesTest {
  private static final String RUNS = "/dags/lethe_unlearn/dagRuns";

  private final FakeDesk desk = FakeDesk.withRuns();
  private final AirflowApi api = new AirflowApi(desk);

  @AfterEach
  void stop() {
    api.close();
  }

  private Answer trigger(String dag, String body) {
    return api.send("POST", "/dags/" + dag + "/dagRuns", body);
  }

  private static String conf(String... without) {
    return RequestFormat.tree(SampleRuns.unlearn("mine"))
        .without(java.util.List.of(without))
        .toString();
  }

  @Test
  void theConfIsTheRequestAndTheDagRunIdItsName() {
    Answer answer =
        trigger(
            "lethe_unlearn",
            "{\"dag_run_id\":\"mine\",\"logical_date\":\"2026-11-23T14:31:07Z\",\"note\":\"n\",\"conf\":"
                + conf("name", "kind")
                + "}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.at("/state").textValue()).isEqualTo("queued");
    assertThat(answer.at("/data_interval_start").textValue()).isEqualTo("2026-11-23T14:31:07Z");
    assertThat(answer.at("/note").textValue()).isEqualTo("n");
    assertThat(desk.run("mine").get().request()).isEqualTo(SampleRuns.unlearn("mine"));
    assertThat(desk.run("mine").get().trigger().by()).contains("ada");
  }

  @Test
  void aNameInTheConfIsTheIdAndNoNameIsMadeUp() {
    Answer named = trigger("lethe_unlearn", "{\"logical_date\":null,\"conf\":" + conf() + "}");
    assertThat(named.at("/dag_run_id").textValue()).isEqualTo("mine");
    Answer madeUp = trigger("lethe_demo", "{\"logical_date\":null,\"conf\":null}");
    assertThat(madeUp.status()).isEqualTo(200);
    assertThat(madeUp.at("/dag_run_id").textValue()).matches("manual__2[a-z0-9._-]+");
    assertThat(madeUp.at("/dag_id").textValue()).isEqualTo("lethe_demo");
  }

  @Test
  void theDemoTakesOtherValues() {
    Answer answer =
        trigger(
            "lethe_demo",
            "{\"logical_date\":null,\"conf\":{\"epochs\":1,\"maskFraction\":0.25,\"seed\":7,\"learningRate\":0.5}}");
    assertThat(answer.at("/conf/method/epochs").intValue()).isEqualTo(1);
    assertThat(answer.at("/conf/method/mask/fraction").doubleValue()).isEqualTo(0.25);
    assertThat(answer.at("/conf/method/learningRate").doubleValue()).isEqualTo(0.5);
    assertThat(answer.at("/conf/seed").intValue()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "lethe_unlearn; {}; conf.model: found nothing; ",
        "lethe_unlearn; {\"kind\":\"train\"}; conf.kind: found \"train\"; allowed: unlearn, or"
            + " nothing",
        "lethe_unlearn; {\"name\":\"other\"}; conf.name: found \"other\"; allowed: mine, or"
            + " nothing",
        "lethe_demo; {\"epochs\":0}; conf.epochs: found number 0; ",
        "lethe_demo; {\"colour\":1}; conf.colour: found an unknown field; "
      })
  void aConfThatIsNoRequestIsRefused(String dag, String conf, String found, String allowed) {
    Answer answer =
        trigger(dag, "{\"dag_run_id\":\"mine\",\"logical_date\":null,\"conf\":" + conf + "}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/detail").textValue())
        .contains(found + ";")
        .contains(allowed == null ? "allowed" : allowed);
    assertThat(desk.run("mine")).isEmpty();
  }

  @Test
  void anIdIsUsedOnce() {
    Answer taken =
        trigger("lethe_unlearn", "{\"dag_run_id\":\"unlearn-failed\",\"logical_date\":null}");
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.at("/detail/reason").textValue()).isEqualTo("Unique constraint violation");
    assertThat(trigger("nope", "{\"logical_date\":null}").at("/detail").textValue())
        .isEqualTo("Dag with dag_id: 'nope' not found");
    assertThat(trigger("lethe_demo", "{}").status()).isEqualTo(422);
    assertThat(trigger("lethe_demo", "{\"logical_date\":null,\"dag_run_id\":\"a b\"}").status())
        .isEqualTo(422);
  }

  @Test
  void failedMeansCancelAndTheNoteIsKept() {
    Answer answer =
        api.send("PATCH", RUNS + "/unlearn-running", "{\"state\":\"failed\",\"note\":\"enough\"}");
    assertThat(answer.at("/state").textValue()).isEqualTo("failed");
    assertThat(answer.at("/note").textValue()).isEqualTo("enough");
    assertThat(desk.run("unlearn-running").get().record().get().state())
        .isEqualTo(RunState.CANCELLED);
    Answer removed = api.send("PATCH", RUNS + "/unlearn-running", "{\"note\":null}");
    assertThat(removed.at("/note").isNull()).isTrue();
  }

  @Test
  void queuedMeansRerunAndNothingElseCanBeSet() {
    assertThat(
            api.send("PATCH", RUNS + "/unlearn-failed", "{\"state\":\"queued\"}")
                .at("/state")
                .textValue())
        .isEqualTo("running");
    for (String run : new String[] {"unlearn-running", "unlearn-cancelled"}) {
      Answer refused = api.send("PATCH", RUNS + "/" + run, "{\"state\":\"success\"}");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.at("/detail").textValue()).contains("state: found success");
    }
    Answer ended = api.send("PATCH", RUNS + "/unlearn-completed", "{\"state\":\"failed\"}");
    assertThat(ended.at("/state").textValue()).isEqualTo("success");
  }

  @Test
  void aRunThatHasEndedIsDeleted() {
    assertThat(api.send("DELETE", RUNS + "/unlearn-running", null).status()).isEqualTo(409);
    assertThat(api.send("DELETE", RUNS + "/unlearn-failed", null).status()).isEqualTo(204);
    assertThat(api.send("DELETE", RUNS + "/unlearn-failed", null).status()).isEqualTo(404);
  }

  @Test
  void clearingRerunsWhatFailed() {
    Answer dry = api.send("POST", RUNS + "/unlearn-failed/clear", "{\"only_failed\":true}");
    assertThat(ids(dry.json().path("task_instances"), "task_id"))
        .startsWith("unlearn evaluate")
        .endsWith("publish");
    assertThat(desk.running("unlearn-failed")).isFalse();

    Answer cleared = api.send("POST", RUNS + "/unlearn-failed/clear", "{\"dry_run\":false}");
    assertThat(cleared.at("/dag_run_id").textValue()).isEqualTo("unlearn-failed");
    assertThat(desk.running("unlearn-failed")).isTrue();

    Answer again = api.send("POST", RUNS + "/unlearn-failed/clear", "{\"dry_run\":false}");
    assertThat(again.status()).isEqualTo(422);
    assertThat(again.at("/detail/0/msg").textValue()).contains("'unlearn-failed' is running");
  }

  @Test
  void aRunThatEndedWellStaysAsItIs() {
    Answer cleared = api.send("POST", RUNS + "/unlearn-completed/clear", "{\"dry_run\":false}");
    assertThat(cleared.at("/state").textValue()).isEqualTo("success");
    Answer tasks = clearTasks("unlearn-completed", "\"dry_run\":false,\"only_failed\":false");
    assertThat(tasks.at("/task_instances/0/state").textValue()).isEqualTo("success");
    assertThat(desk.executions("unlearn-completed")).hasSize(1);
  }

  private Answer clearTasks(String run, String wish) {
    return api.send(
        "POST",
        "/dags/lethe_unlearn/clearTaskInstances",
        "{\"dag_run_id\":\"" + run + "\"," + wish + "}");
  }

  @Test
  void tasksAreClearedFromAStageOn() {
    Answer chosen =
        clearTasks(
            "unlearn-failed",
            "\"task_ids\":[\"evaluate\"],\"include_upstream\":true,\"only_failed\":false");
    assertThat(ids(chosen.json().path("task_instances"), "task_id"))
        .isEqualTo("admit mask unlearn evaluate");
    assertThat(clearTasks("unlearn-failed", "\"task_ids\":[\"nope\"]").status()).isEqualTo(404);
    assertThat(clearTasks("unlearn-running", "\"only_failed\":false,\"dry_run\":false").status())
        .isEqualTo(409);

    Answer cleared = clearTasks("unlearn-failed", "\"dry_run\":false");
    JsonNode first = cleared.at("/task_instances/0");
    assertThat(first.path("task_id").textValue()).isEqualTo("unlearn");
    assertThat(first.path("state").isNull()).isTrue();
    assertThat(desk.executions("unlearn-failed")).hasSize(3);
  }

  @Test
  void idsInTheConfAreNotRepeatedInErrors() throws Exception {
    JsonNode conf = Wire.mapper().readTree(conf("forget"));
    ((com.fasterxml.jackson.databind.node.ObjectNode) conf)
        .putObject("forget")
        .putArray("ids")
        .add("patient-7")
        .add(7);
    Answer answer = trigger("lethe_unlearn", "{\"logical_date\":null,\"conf\":" + conf + "}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("forget.ids[1]").doesNotContain("patient-7");
  }
}
