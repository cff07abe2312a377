package io.lethe.gateway.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.gateway.FakeDesk;
import io.lethe.gateway.SampleRuns;
import io.lethe.gateway.airflow.AirflowApi.Answer;
import io.lethe.store.SharedFolder;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What Airflow's official clients said to Airflow, said to Lethe, with the names of a DAG, its
 * tasks and a parameter replaced: the status is the same, the body has the same fields.
 */
class RecordedExchangesTest {
  /** What Lethe has no counterpart of. */
  private static final Set<String> FOREIGN =
      Set.of(
          "providers",
          "importErrors",
          "eventLogs",
          "connections",
          "pools",
          "variables",
          "assets",
          "dagSources");

  /** What is in these differs from DAG to DAG, and from line to line of a log. */
  private static final Set<String> FREE =
      Set.of("conf", "value", "params", "default_args", "rendered_fields", "class_ref", "content");

  /** Ours in place of theirs. */
  private static final Map<String, String> NAMES =
      Map.of(
          "trivial", "lethe_demo",
          "hello", "mask",
          "deferred", "unlearn",
          "\"x\"", "\"seed\"",
          "\"add\"", "\"publish\"",
          "/add", "/publish");

  private final FakeDesk desk = new FakeDesk();

  @Test
  void officialClientsGetTheSameAnswers() throws IOException {
    Path recordings = SharedFolder.require().resolve("airflow/recordings");
    int said = 0;
    try (AirflowApi api = new AirflowApi(desk);
        Stream<Path> files = Files.list(recordings)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.matches("\\d.*") && !name.contains("auth_token") && !foreign(name)) {
          before(name);
          say(api, name, Files.readString(file));
          said++;
        }
      }
    }
    assertThat(said).isGreaterThan(35);
  }

  private static boolean foreign(String name) {
    return FOREIGN.stream().anyMatch(resource -> name.contains("api_v2_" + resource));
  }

  /** Where a run had gone on meanwhile. */
  private void before(String name) {
    switch (name.substring(0, 3)) {
      case "053" -> desk.begin("rec2", "unlearn", SampleRuns.stages().subList(0, 1));
      case "054" -> end("rec2");
      case "091" -> end("ctl1");
      default -> {}
    }
  }

  private void end(String run) {
    desk.begin(run, "evaluate-baseline", SampleRuns.stages());
    desk.end(run, RunState.COMPLETED);
  }

  private void say(AirflowApi api, String name, String recorded) throws IOException {
    String ours = recorded;
    for (Map.Entry<String, String> replaced : NAMES.entrySet()) {
      ours = ours.replace(replaced.getKey(), replaced.getValue());
    }
    JsonNode exchange = Wire.mapper().readTree(ours);
    JsonNode request = exchange.path("request");
    JsonNode response = exchange.path("response");
    String accept = request.at("/headers/accept").asText("application/json");
    Answer answer =
        api.send(
            request.path("method").textValue(),
            request.path("path").textValue().substring("/api/v2".length()),
            request.path("json").isNull() ? null : request.path("json").toString(),
            "Accept",
            accept);

    assertThat(answer.status())
        .as(name + ": " + answer.text())
        .isEqualTo(response.path("status").intValue());
    if (answer.status() == 204) {
      return;
    }
    assertThat(answer.type()).as(name).isEqualTo(response.at("/headers/content-type").textValue());
    if (response.path("json").isObject()) {
      same(name, answer.json(), response.path("json"));
    }
  }

  private static void same(String place, JsonNode ours, JsonNode theirs) {
    if (ours.isNull() || theirs.isNull()) {
      return; // that it may be null is in the document, which every answer is held against
    }
    assertThat(
            ours.isNumber()
                ? "number"
                : ours.getNodeType().name().toLowerCase(java.util.Locale.ROOT))
        .as(place)
        .isEqualTo(
            theirs.isNumber()
                ? "number"
                : theirs.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
    if (theirs.isArray() && !theirs.isEmpty() && !ours.isEmpty()) {
      same(place + "[0]", ours.get(0), theirs.get(0));
    }
    if (theirs.isObject()) {
      assertThat(fields(ours)).as(place).containsExactlyInAnyOrderElementsOf(fields(theirs));
      theirs
          .properties()
          .forEach(
              field -> {
                if (!FREE.contains(field.getKey())) {
                  same(place + "." + field.getKey(), ours.get(field.getKey()), field.getValue());
                }
              });
    }
  }

  private static List<String> fields(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }
}
