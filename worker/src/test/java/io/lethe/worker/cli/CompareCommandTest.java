package io.lethe.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.TinyProject;
import io.lethe.worker.embedded.StateFolder;
import io.lethe.worker.imports.LocalRefs;
import io.lethe.worker.imports.Staging;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Target;
import io.lethe.workflows.Wire;
import io.lethe.workflows.request.RequestReader;
import io.lethe.workflows.request.RunRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Comparisons of a tiny model, on one worker. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CompareCommandTest {
  private static final String COMMON =
      """
      kind: compare
      model: {ref: model.safetensors, architecture: resnet20s, classes: 3}
      dataset: {ref: data}
      compute: {device: cpu, threads: %d}
      determinism: {augment: false}
      """
          .formatted(TinyProject.THREADS);
  private static final String SEARCHED =
      COMMON
          + """
          name: tiny
          forget: [{random: {fraction: 0.1}}]
          methods:
            - {label: FT, method: {name: ft, epochs: 1, batchSize: 30}, grid: {learningRate: [0.001, 0.01]}}
            - {label: GA, name: ga, epochs: 1, batchSize: 30}
          seeds: [1, 2]
          search: {seeds: [11]}
          baseline: {mode: train, recipe: {epochs: 1, batchSize: 30, schedule: {kind: cosine}}}
          evaluate: {metrics: [ua, ra, ta]}
          """;

  @TempDir private static Path folder;
  private static TinyProject project;
  private static CommandLineHarness person;

  @BeforeAll
  static void prepare() throws IOException {
    project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
    person = new CommandLineHarness(project.folder(), folder);
    project.request("tiny.yaml", SEARCHED);
  }

  private static JsonNode json(Outcome outcome) throws IOException {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines()).hasSize(1);
    return Wire.mapper().readTree(outcome.out());
  }

  @Test
  @Order(1)
  void planCountsTheRunsAndStartsNothing() throws IOException {
    JsonNode plan = json(person.lethe("plan", "-f", "tiny.yaml", "--embedded", "--json"));

    assertThat(plan.path("cells").asInt()).isEqualTo(4);
    assertThat(plan.path("searchRuns").asInt()).isEqualTo(2);
    assertThat(plan.path("baselines").asInt()).isEqualTo(3);
    assertThat(plan.path("forget").path(0).path("forget").asInt()).isEqualTo(6);
    assertThat(person.lethe("list").out()).contains("No runs yet");
    assertThat(person.lethe("plan", "-f", "tiny.yaml", "--embedded").out())
        .contains("4 cells, 2 of the search, 3 baselines");
  }

  @Test
  @Order(1)
  void whatDataOrModelRefuseIsNamedByItsPath() throws IOException {
    project.request(
        "class.yaml", SEARCHED.replace("{random: {fraction: 0.1}}", "{random: {count: 600}}"));
    Outcome refused = person.lethe("run", "-f", "class.yaml", "--embedded");
    assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err()).contains("forget[0]");
    assertThat(person.lethe("list").out()).contains("No runs yet");
  }

  /** The process ends in the middle; the same command typed again ends with the same table. */
  @Test
  @Order(2)
  void aKilledComparisonTypedAgainEndsWithTheTableOfAnUninterruptedOne() throws IOException {
    interruptAfterTwoRuns();

    JsonNode partial =
        Wire.mapper().readTree(person.lethe("show", "tiny", "--json", "--state", state("b")).out());
    assertThat(partial.path("state").asText()).isEqualTo("interrupted");
    assertThat(partial.path("comparison").path("cells")).hasSize(4);

    Map<String, JsonNode> again = table("b");
    Map<String, JsonNode> whole = table("a");
    assertThat(again).isEqualTo(whole);
    assertThat(whole).hasSize(6).doesNotContainValue(Wire.mapper().createObjectNode());
  }

  private static void interruptAfterTwoRuns() throws IOException {
    Target target = new Target.Embedded(new StateFolder(Path.of(state("b"))));
    Map<String, String> variables = Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString());
    try (Session session = Session.working(target, variables)) {
      RunRequest typed = RequestReader.readRun(project.folder().resolve("tiny.yaml"));
      Staging staging = new Staging();
      RunRequest request =
          new LocalRefs(typed, List.of(project.folder()), session.store(), staging).stage();
      staging.upload(session.store());
      session.runs().start(request);
      await().atMost(Duration.ofMinutes(2)).until(() -> ended(session) >= 2);
    }
  }

  private static long ended(Session session) {
    return session.runs().list().stream().filter(run -> run.record().state().ended()).count();
  }

  private static String state(String name) {
    return folder.resolve("state-" + name).toString();
  }

  /** Metrics and gaps of every cell and every run of the search, by name. */
  private static Map<String, JsonNode> table(String state) throws IOException {
    JsonNode result =
        json(
            person.lethe(
                "run", "-f", "tiny.yaml", "--json", "--state", state(state), "--out", state));
    assertThat(result.path("state").asText()).isEqualTo("completed");
    assertThat(result.path("cells").path("completed").asInt()).isEqualTo(4);
    JsonNode comparison =
        Wire.mapper().readTree(project.folder().resolve(state + "/comparison.json").toFile());
    Map<String, JsonNode> table = new TreeMap<>();
    comparison.path("cells").forEach(cell -> add(table, cell));
    comparison.at("/search/runs").forEach(run -> add(table, run.path("cell")));
    assertThat(comparison.at("/search/choices")).hasSize(1);
    return table;
  }

  private static void add(Map<String, JsonNode> table, JsonNode cell) {
    JsonNode result = cell.path("result");
    table.put(
        cell.path("run").asText(),
        Wire.mapper()
            .createObjectNode()
            .<ObjectNode>set("metrics", result.path("metrics"))
            .set("gaps", result.path("gaps")));
  }

  @Test
  @Order(3)
  void listShowAndWatchKnowTheComparison() {
    String[] state = {"--state", state("a")};
    assertThat(person.lethe("list", state[0], state[1]).out())
        .containsPattern("tiny +compare +2 rows +completed")
        .contains("tiny.ft-10pct-s1");
    assertThat(person.lethe("show", "tiny", state[0], state[1]).out())
        .contains("cells: 4 of 4 completed")
        .containsPattern("FT +10 % +1 completed")
        .contains("chosen for FT, 10 %");
    assertThat(person.lethe("watch", "tiny", state[0], state[1]).code()).isZero();
    assertThat(person.lethe("gc", "--check", state[0], state[1]).code()).isZero();
  }

  @Test
  @Order(3)
  void itIsReportedWithMeansOverItsTrials() {
    Outcome report = person.lethe("report", "tiny", "--state", state("a"));
    assertThat(report.code()).as(report.err()).isZero();
    assertThat(report.out()).contains("Forget 10 %, 2 trials", "| Retrain |", "| FT |", "±");
  }

  @Test
  @Order(3)
  void fiftyChildrenOnOneWorker() throws IOException {
    project.request(
        "fifty.yaml",
        COMMON
            + """
            name: fifty
            forget: [{random: {fraction: 0.1}}, {class: 1}]
            methods: [{name: ga, epochs: 1, batchSize: 30}]
            seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]
            evaluate: {metrics: [ua]}
            parallelism: 4
            """);
    JsonNode result = json(person.lethe("run", "-f", "fifty.yaml", "--embedded", "--json"));

    assertThat(result.path("cells").path("completed").asInt()).isEqualTo(50);
  }

  @Test
  @Order(3)
  void aRunThatFailsIsSaidSoAndIsTheExitCode() throws IOException {
    project.request(
        "failing.yaml",
        COMMON
            + """
            name: failing
            forget: [{random: {fraction: 0.1}}]
            methods: [{name: ga, epochs: 1}, {label: Wild, name: ga, epochs: 3, learningRate: 100, batchSize: 1}]
            seeds: [1]
            evaluate: {metrics: [ua]}
            """);

    Outcome outcome = person.lethe("run", "-f", "failing.yaml", "--embedded", "--json");

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.BAD_INPUT);
    JsonNode result = Wire.mapper().readTree(outcome.out());
    assertThat(result.path("state").asText()).isEqualTo("failed");
    assertThat(result.at("/cells/completed").asInt()).isEqualTo(1);
    assertThat(result.at("/failure/message").asText()).contains("failing.wild-10pct-s1");
    assertThat(person.lethe("show", "failing").out()).containsPattern("Wild .*failed");
  }
}
