package io.lethe.worker.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.gateway.Trigger;
import io.lethe.gateway.access.AccessSettings;
import io.lethe.gateway.access.Buckets;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.TinyProject;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Submission;
import io.lethe.workflows.Wire;
import io.lethe.workflows.request.RequestFormat;
import io.lethe.workflows.request.RequestReader;
import io.lethe.workflows.request.RunRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway over embedded servers with a worker in this process, as its clients see it. */
class GatewayRunTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String RUNS = "/api/lethe/v1/runs";

  @TempDir private static Path folder;
  private static TinyProject project;
  private static Session session;
  private static GatewayServer gateway;

  @BeforeAll
  static void start() throws IOException {
    project = TinyProject.create(folder.resolve("project"));
    session = new CommandLineHarness(folder, folder).owner();
    gateway = gateway();
  }

  private static GatewayServer gateway() {
    return GatewayServer.start(
        session, AccessSettings.on("127.0.0.1"), new Buckets(Buckets.DEFAULT), 0);
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    session.close();
  }

  private static RunRequest stored(String name) throws IOException {
    return Submission.of(
            session, RequestReader.readRun(TinyProject.training(name)), List.of(project.folder()))
        .upload();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, Object body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(gateway.address() + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Wire.mapper().writeValueAsString(body))));
  }

  private static JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        send(HttpRequest.newBuilder(URI.create(gateway.address() + path)));
    return Wire.mapper().readTree(answer.body());
  }

  private static void awaitState(String run, String state) {
    await(run + " is " + state)
        .atMost(PATIENCE)
        .until(() -> get(RUNS + "/" + run).path("state").asText().equals(state));
  }

  @Test
  void runTriggeredOverHttpEndsAndIsListed() throws IOException, InterruptedException {
    HttpResponse<String> answer = post(RUNS, RequestFormat.tree(stored("over-http")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(get(RUNS + "?name=over-http").path("total").asInt()).isEqualTo(1);
    awaitState("over-http", "completed");
    assertThat(get(RUNS + "/over-http").path("executions")).hasSize(1);
  }

  @Test
  void localPathIsRefusedWithItsField() throws IOException, InterruptedException {
    ObjectNode request = RequestFormat.tree(stored("local"));
    request.withObject("dataset").put("ref", "/etc");
    HttpResponse<String> answer = post(RUNS, request);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(Wire.mapper().readTree(answer.body()).at("/problems/0/field").asText())
        .isEqualTo("dataset.ref");
    assertThat(session.store().find(Layout.trigger("local"))).isEmpty();
  }

  /** What another gateway stored and never told Temporal is started by the next one. */
  @Test
  void triggerOfKilledGatewayIsStartedByTheNext() throws IOException, InterruptedException {
    Trigger trigger =
        new Trigger(
            "lethe_train",
            Optional.empty(),
            Instant.now().minusSeconds(60),
            Optional.empty(),
            Optional.empty());
    session
        .store()
        .put(Layout.trigger("orphan"), Json.sealed(StoredTrigger.of(trigger, stored("orphan"))));
    try (GatewayServer next = gateway()) {
      assertThat(next.address()).isNotEqualTo(gateway.address());
      awaitState("orphan", "completed");
    }
  }

  @Test
  void gatewaysOfOneStoreAcceptEachOthersTokens() throws IOException, InterruptedException {
    assertThat(TokenKey.of(session.store()).toBase64())
        .isEqualTo(TokenKey.of(session.store()).toBase64());
  }

  @Test
  void pagesOfTheWebUiAreServed() throws IOException, InterruptedException {
    HttpResponse<String> page = send(HttpRequest.newBuilder(URI.create(gateway.address() + "/")));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("<title>");
  }
}
