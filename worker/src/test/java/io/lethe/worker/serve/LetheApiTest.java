package io.lethe.worker.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.javalin.config.JavalinConfig;
import io.lethe.formats.Digests;
import io.lethe.gateway.Gateway;
import io.lethe.gateway.Principal;
import io.lethe.gateway.lethe.LetheRoutes;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.TinyProject;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Submission;
import io.lethe.workflows.Wire;
import io.lethe.workflows.request.RequestFormat;
import io.lethe.workflows.request.RequestReader;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model is trained and made to forget over HTTP, and everything about it is asked for. */
class LetheApiTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private static Path folder;
  private static TinyProject project;
  private static Session session;
  private static SessionDesk desk;
  private static Gateway gateway;
  private static HttpClient client;

  @BeforeAll
  static void open() throws IOException {
    project = TinyProject.create(folder.resolve("project"));
    session = new CommandLineHarness(folder, folder).owner();
    desk = SessionDesk.open(session);
    gateway =
        Gateway.start("127.0.0.1", 0, List.of(LetheApiTest::everybody, new LetheRoutes(desk)));
    client = HttpClient.newHttpClient();
  }

  private static void everybody(JavalinConfig config) {
    config.routes.beforeMatched(Principal.LOCAL::on);
  }

  @AfterAll
  static void close() throws IOException {
    gateway.close();
    desk.close();
    session.close();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + gateway.port() + LetheRoutes.BASE + path));
  }

  private static JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request(path).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
    return Wire.mapper().readTree(answer.body());
  }

  /** The same, held against a schema of the API's document. */
  private static JsonNode get(String path, String schema) throws Exception {
    JsonNode found = get(path);
    ObjectNode root = Wire.mapper().createObjectNode();
    root.put("$ref", "#/$defs/" + schema);
    root.set("$defs", get("/openapi.json").path("components").path("schemas"));
    String inPlace = root.toString().replace("#/components/schemas/", "#/$defs/");
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(inPlace)
                .validate(found))
        .as(path + ": " + found)
        .isEmpty();
    return found;
  }

  private static HttpResponse<byte[]> bytes(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofByteArray());
  }

  /** Starts a request over HTTP, with its files in the store, and waits for the end. */
  private static JsonNode run(String yaml) throws IOException, InterruptedException {
    String stored =
        RequestFormat.json(
            Submission.of(session, RequestReader.readRun(yaml), List.of(project.folder()))
                .upload());
    HttpResponse<String> answer =
        client.send(
            request("/runs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(stored))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    String run = "/runs/" + Wire.mapper().readTree(answer.body()).path("name").asText();
    await(run).atMost(PATIENCE).until(() -> get(run).has("result"));
    return get(run);
  }

  @Test
  void aRunShowsWhatItDidAndWhatItMade() throws Exception {
    JsonNode trained = run(TinyProject.training("original"));
    assertThat(trained.path("state").asText()).isEqualTo("completed");
    String model = trained.path("result").path("artifacts").path("trained").path("key").asText();

    JsonNode forgot = run(TinyProject.unlearning("forgets", model));
    assertThat(forgot.path("state").asText()).isEqualTo("published");
    assertThat(forgot.path("stages").findValuesAsText("name"))
        .contains("mask", "unlearn", "evaluate");

    curves();
    report();
    artifacts();
    log();
    store(model);
  }

  private static void curves() throws Exception {
    JsonNode loss = get("/runs/forgets/loss", "Loss");
    assertThat(loss.path("loss").size())
        .isPositive()
        .isEqualTo(loss.path("epoch").size())
        .isEqualTo(loss.path("phase").size());
    assertThat(loss.path("phase").get(0).asText()).isNotEmpty();
    assertThat(get("/runs/forgets/shares", "Shares").path("conv1.weight").asDouble())
        .isBetween(0.0, 1.0);
    assertThat(get("/runs/original/shares")).isEmpty();
  }

  private static void report() throws Exception {
    JsonNode row =
        get("/runs/forgets/report", "Report").path("tables").path(0).path("rows").path(0);
    assertThat(row.path("title").asText()).isEqualTo("SalUn");
    assertThat(row.path("metrics").path("ua").path("mean").asDouble())
        .isEqualTo(
            get("/runs/forgets", "Run").path("result").path("metrics").path("ua").asDouble());
    assertThat(row.path("metrics").path("ua").path("interval")).hasSize(2);

    JsonNode images = get("/runs/forgets/images");
    assertThat(images.findValuesAsText("name")).contains("metrics-1.png", "salient-share-1.png");
    String href = images.get(0).path("href").asText();
    HttpResponse<byte[]> image = bytes(href.substring(LetheRoutes.BASE.length()));
    assertThat(image.headers().firstValue("Content-Type")).contains("image/png");
    assertThat(image.body()).startsWith(0x89, 'P', 'N', 'G');
    assertThat(bytes("/runs/forgets/images/none.png").statusCode()).isEqualTo(404);
  }

  private static void artifacts() throws Exception {
    JsonNode list = get("/runs/forgets/artifacts");
    assertThat(list.findValuesAsText("role"))
        .contains("unlearned", "mask", "maskShares", "lossCurve")
        .doesNotContain("manifest");
    for (JsonNode artifact : list) {
      HttpResponse<byte[]> answer =
          bytes("/runs/forgets/artifacts/" + artifact.path("role").asText());
      String sha256 = artifact.path("sha256").asText();
      assertThat(Digests.sha256(answer.body())).isEqualTo(sha256);
      assertThat(answer.headers().firstValue("ETag")).contains("\"" + sha256 + "\"");
    }
    assertThat(bytes("/runs/forgets/artifacts/manifest").statusCode()).isEqualTo(403);
  }

  private static void log() throws Exception {
    JsonNode lines = get("/runs/forgets/log");
    assertThat(lines.findValuesAsText("message"))
        .contains("begins")
        .anyMatch(line -> line.startsWith("mask: finished after"))
        .last()
        .isEqualTo("published");
    assertThat(lines.findValuesAsText("at").stream().map(Instant::parse)).isSorted();
  }

  private static void store(String trained) throws Exception {
    // The list is made anew every few seconds.
    await()
        .atMost(PATIENCE)
        .until(() -> get("/models").findValuesAsText("origin").contains("unlearned"));
    JsonNode models = get("/models");
    for (JsonNode run : get("/runs", "Page").path("runs")) {
      assertThat(run.path("state").asText()).isIn("completed", "published");
    }
    assertThat(models.findValuesAsText("origin")).contains("trained", "unlearned", "released");
    for (JsonNode model : models) {
      if (model.path("ref").asText().equals(trained)) {
        assertThat(model.path("architecture").asText()).isEqualTo("resnet20s");
        assertThat(model.path("records").asInt()).isPositive();
      }
    }
    assertThat(get("/datasets").path(0).path("files").asInt()).isPositive();
  }
}
