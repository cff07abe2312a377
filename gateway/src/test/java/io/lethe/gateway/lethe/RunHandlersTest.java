package io.lethe.gateway.lethe;

import static io.lethe.gateway.lethe.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.gateway.FakeDesk;
import io.lethe.gateway.SampleRuns;
import io.lethe.workflows.request.RequestFormat;
import io.lethe.workflows.request.RequestReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunHandlersTest {
  private static final String JSON = "application/json";

  private final FakeDesk desk = FakeDesk.withRuns();
  private final Api api = Api.of(desk);

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void listsRunsWithTheirLiveProgress() throws Exception {
    JsonNode page = json(api.get("/runs?limit=1000"));

    assertThat(page.path("total").asInt()).isEqualTo(page.path("runs").size()).isGreaterThan(9);
    JsonNode running = find(page, "unlearn-running");
    assertThat(running.path("state").asText()).isEqualTo("running");
    assertThat(running.path("kind").asText()).isEqualTo("unlearn");
    assertThat(running.path("method").asText()).isEqualTo("salun");
    assertThat(running.path("by").asText()).isEqualTo("ada");
    assertThat(running.path("progress").path("step").asInt()).isEqualTo(40);
    assertThat(find(page, "unlearn-interrupted").path("state").asText()).isEqualTo("interrupted");
    assertThat(find(page, "unlearn-queued").path("state").asText()).isEqualTo("queued");
    assertThat(find(page, "unlearn-published").path("avgGap").asDouble()).isEqualTo(0.5625);
    assertThat(find(page, "compare-completed").path("method").asText()).isEqualTo("salun, ft");
  }

  private static JsonNode find(JsonNode page, String name) {
    for (JsonNode run : page.path("runs")) {
      if (run.path("name").asText().equals(name)) {
        return run;
      }
    }
    throw new AssertionError("no run " + name + " in " + page);
  }

  @Test
  void aListIsFilteredSortedAndCutIntoPages() throws Exception {
    JsonNode failed = json(api.get("/runs?state=failed,cancelled&order=name"));
    assertThat(failed.path("runs").findValuesAsText("name"))
        .containsExactly("unlearn-cancelled", "unlearn-failed");

    assertThat(json(api.get("/runs?kind=compare")).path("total").asInt()).isEqualTo(1);
    assertThat(json(api.get("/runs?name=COMP")).path("total").asInt()).isEqualTo(3);

    JsonNode all = json(api.get("/runs?order=-name&limit=1000")).path("runs");
    JsonNode second = json(api.get("/runs?order=-name&limit=1&offset=1"));
    assertThat(second.path("runs")).hasSize(1);
    assertThat(second.path("runs").get(0)).isEqualTo(all.get(1));
    assertThat(second.path("total").asInt()).isEqualTo(all.size());
  }

  @Test
  void aParameterThatIsNotAllowedIsNamed() throws Exception {
    refused(api.get("/runs?state=lost"), "state", "'lost'", "interrupted");
    refused(api.get("/runs?limit=0"), "limit", "'0'", "1 to 1000");
    refused(api.get("/runs?offset=x"), "offset", "'x'", "whole number");
    refused(api.get("/runs?order=loss"), "order", "'loss'", "startedAt");
  }

  private static void refused(
      HttpResponse<String> answer, String field, String found, String allowed) throws IOException {
    assertThat(answer.statusCode()).isEqualTo(422);
    JsonNode problem = json(answer).path("problems").path(0);
    assertThat(problem.path("field").asText()).isEqualTo(field);
    assertThat(problem.path("found").asText()).contains(found);
    assertThat(problem.path("allowed").asText()).contains(allowed);
  }

  @Test
  void showsARunWithItsRequestStagesAndTries() throws Exception {
    JsonNode running = json(api.get("/runs/unlearn-running"));
    assertThat(running.path("name").asText()).isEqualTo("unlearn-running");
    assertThat(running.path("trouble").asText()).contains("object store did not answer");
    assertThat(running.path("stages").path(0).path("name").asText()).isEqualTo("mask");
    assertThat(RequestReader.readRun(running.path("request").toString()))
        .isEqualTo(SampleRuns.unlearn("unlearn-running"));
    assertThat(running.has("result")).isFalse();

    JsonNode failed = json(api.get("/runs/unlearn-failed"));
    assertThat(failed.path("executions")).hasSize(2);
    assertThat(failed.path("executions").get(1).path("failure").path("kind").asText())
        .isEqualTo("PLATFORM");
    assertThat(failed.path("result").path("state").asText()).isEqualTo("failed");
  }

  @Test
  void aRunIsStartedFromYamlOrJsonAndAttachedTo() throws Exception {
    String yaml =
        """
        # a comment
        kind: unlearn
        name: mine
        model: {ref: "s3://models/net.safetensors", architecture: resnet8s, classes: 10}
        dataset: {ref: "s3://data/tiny"}
        forget: {random: {fraction: 0.1}}
        method: {name: salun, epochs: 3}
        """;
    HttpResponse<String> first = api.post("/runs", "application/yaml; charset=utf-8", yaml);
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(first.headers().firstValue("Location")).contains("/api/lethe/v1/runs/mine");
    assertThat(json(first).path("attached").asBoolean()).isFalse();
    assertThat(desk.run("mine").orElseThrow().trigger().by()).contains("ada");
    assertThat(desk.run("mine").orElseThrow().trigger().dag()).isEqualTo("lethe_unlearn");

    String same = RequestFormat.json(desk.run("mine").orElseThrow().request());
    HttpResponse<String> again = api.post("/runs", JSON, same);
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(json(again).path("attached").asBoolean()).isTrue();
  }

  @Test
  void everyProblemOfARequestIsToldAtOnce() throws Exception {
    HttpResponse<String> answer =
        api.post("/runs", JSON, "{\"kind\": \"unlearn\", \"name\": \"x\", \"seed\": \"no\"}");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(json(answer).path("problems").findValuesAsText("field"))
        .contains("seed", "model", "dataset");
    assertThat(desk.run("x")).isEmpty();
  }

  @Test
  void aBodyOfAnotherTypeIsRefused() throws Exception {
    HttpResponse<String> answer = api.post("/runs", "text/plain", "kind: unlearn");
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(json(answer).path("detail").asText()).contains("'text/plain'", "application/yaml");
  }

  @Test
  void aPlanStartsNothing() throws Exception {
    HttpResponse<String> answer =
        api.post("/plan", JSON, RequestFormat.json(SampleRuns.unlearn("planned")));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).path("name").asText()).isEqualTo("planned");
    assertThat(desk.run("planned")).isEmpty();
  }

  @Test
  void runsAreCancelledRetriedAndDecidedAbout() throws Exception {
    HttpResponse<String> cancelled =
        api.post("/runs/unlearn-running/cancel", JSON, "{\"reason\": \"too slow\"}");
    assertThat(cancelled.statusCode()).isEqualTo(200);
    assertThat(json(cancelled).path("state").asText()).isEqualTo("cancelled");

    HttpResponse<String> retried = api.post("/runs/unlearn-running/retry", JSON, "");
    assertThat(retried.statusCode()).isEqualTo(201);
    assertThat(json(api.get("/runs/unlearn-running")).path("state").asText()).isEqualTo("running");

    assertThat(api.post("/runs/unlearn-awaiting-approval/approve", JSON, "{}").statusCode())
        .isEqualTo(200);
    HttpResponse<String> twice = api.post("/runs/unlearn-awaiting-approval/reject", JSON, "");
    assertThat(twice.statusCode()).isEqualTo(409);
    assertThat(json(twice).path("detail").asText()).contains("unlearn-awaiting-approval");
    refused(
        api.post("/runs/unlearn-running/cancel", JSON, "{\"reason\": 7}"), "reason", "no text", "");
    refused(
        api.post("/runs/unlearn-running/cancel", JSON, "{\"why\": 7}"),
        "why",
        "a field of that name",
        "reason");
  }

  /** Asked before, so that an answer is kept which the retry makes wrong. */
  @Test
  void aRunThatIsExecutedAgainWaitsForAWorker() throws Exception {
    desk.withoutWorkers(true);
    for (String run : new String[] {"unlearn-failed", "unlearn-interrupted"}) {
      String path = "/runs/" + run;
      String before = run.replace("unlearn-", "");
      assertThat(json(api.get(path)).path("state").asText()).isEqualTo(before);

      assertThat(api.post(path + "/retry", JSON, "").statusCode()).isEqualTo(201);

      JsonNode waits = json(api.get(path));
      assertThat(waits.path("state").asText()).isIn("queued", "running");
      assertThat(waits.has("result")).isFalse();
    }
    desk.begin("unlearn-failed", "admit", List.of());
    assertThat(json(api.get("/runs/unlearn-failed")).path("state").asText()).isEqualTo("running");
  }

  @Test
  void whoIsToApproveSeesWhatWasMeasured() throws Exception {
    JsonNode waits = json(api.get("/runs/unlearn-awaiting-approval"));
    assertThat(waits.has("result")).isFalse();
    assertThat(waits.path("measured").path("metrics").path("ua").asDouble()).isEqualTo(8.5);
    assertThat(waits.path("measured").path("gaps").has("mia")).isTrue();
    assertThat(waits.has("avgGap")).isTrue();

    assertThat(json(api.get("/runs/unlearn-published")).has("measured")).isFalse();
    assertThat(json(api.get("/runs/unlearn-running")).has("measured")).isFalse();
  }

  @Test
  void anUnknownRunIsNotFound() throws Exception {
    for (String path : new String[] {"", "/loss", "/log", "/artifacts", "/report", "/images"}) {
      HttpResponse<String> answer = api.get("/runs/nobody" + path);
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(json(answer).path("detail").asText()).contains("'nobody'");
    }
    assertThat(api.post("/runs/nobody/retry", JSON, "").statusCode()).isEqualTo(404);
  }
}
