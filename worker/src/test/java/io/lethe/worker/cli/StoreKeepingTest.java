package io.lethe.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.activities.Layout;
import io.lethe.activities.release.Publisher;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The story of a store that is cleaned, copied and restored: a published run, a failed one, an
 * interrupted one.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoreKeepingTest {
  @TempDir private static Path folder;
  private static TinyProject project;
  private static CommandLineHarness person;

  @BeforeAll
  static void runs() throws IOException {
    project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
    person = new CommandLineHarness(project.folder(), folder);
    request("salun", unlearning("salun"));
    request(
        "broken",
        unlearning("broken")
            .replace("epochs: 1", "epochs: 8")
            .replace("0.01", "100, weightDecay: 1"));
    request("long", unlearning("long").replace("epochs: 1", "epochs: 16"));
    assertThat(lethe("state", "run", "-f", "salun.yaml").code()).isZero();
    assertThat(lethe("state", "run", "-f", "broken.yaml").code()).isNotZero();
    interrupt("long");
    assertThat(lethe("state", "list").out())
        .containsPattern("salun .*published")
        .containsPattern("broken .*failed")
        .containsPattern("long .*interrupted +unlearn");
  }

  private static String unlearning(String name) {
    return TinyProject.unlearning(name, "model.safetensors");
  }

  private static void request(String name, String yaml) throws IOException {
    project.request(name + ".yaml", yaml);
  }

  private static Path state(String name) {
    return folder.resolve(name);
  }

  private static Outcome lethe(String state, String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--state";
    all[arguments.length + 1] = state(state).toString();
    return person.lethe(all);
  }

  private static JsonNode json(Outcome outcome) throws IOException {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return Wire.mapper().readTree(outcome.out());
  }

  /** Closes the process's servers in the middle of the stage, as Ctrl-C does. */
  private static void interrupt(String name) throws IOException {
    try (Session session = Session.working(target("state"), environment())) {
      RunRequest typed = RequestReader.readRun(project.folder().resolve(name + ".yaml"));
      Staging staging = new Staging();
      RunRequest request =
          new LocalRefs(typed, List.of(project.folder()), session.store(), staging).stage();
      staging.upload(session.store());
      long before = pointers(session.store());
      session.runs().start(request);
      // The mask's pointer, then the one of the stage that is to be interrupted.
      await().atMost(Duration.ofMinutes(2)).until(() -> pointers(session.store()) >= before + 2);
    }
  }

  private static long pointers(ObjectStore store) {
    return store
        .list(Layout.BUCKET, Layout.CHECKPOINTS)
        .filter(info -> info.location().name().equals("pointer.json"))
        .count();
  }

  private static Target target(String state) {
    return new Target.Embedded(new StateFolder(state(state)));
  }

  private static Map<String, String> environment() {
    return Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString());
  }

  private static String digest(JsonNode result) {
    return result.path("artifacts").path("unlearned").path("sha256").asText();
  }

  @Test
  @Order(1)
  void aCopyOfTheFolderIsABackup() throws Exception {
    for (String copy : new String[] {"copy", "damaged"}) {
      // The command of docs/operations.md: extended attributes must come along.
      Process cp =
          new ProcessBuilder("cp", "-a", state("state").toString(), state(copy).toString())
              .inheritIO()
              .start();
      assertThat(cp.waitFor()).isZero();
    }
    assertThat(lethe("copy", "list", "--json").out())
        .isEqualTo(lethe("state", "list", "--json").out());
    assertThat(lethe("copy", "gc", "--check").out()).contains("0 faults");
  }

  @Test
  @Order(2)
  void aCopyThatLacksAnObjectIsNoBackup() throws IOException {
    JsonNode record = json(lethe("state", "show", "salun", "--json"));
    String lost = record.path("result").path("artifacts").path("unlearned").path("key").asText();
    try (Session session = Session.storing(target("damaged"), environment())) {
      session.store().delete(Location.parse(lost));
    }
    Outcome outcome = lethe("damaged", "gc", "--check");
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.out()).contains(lost + " is missing");
  }

  @Test
  @Order(3)
  void aDryRunSaysWhatWouldGoAndRemovesNothing() throws IOException {
    JsonNode first = json(lethe("state", "gc", "--older-than", "0s", "--json"));
    assertThat(first.path("applied").asBoolean()).isFalse();
    assertThat(first.path("bytes").asLong()).isPositive();
    assertThat(first.path("groups").findValuesAsText("reason"))
        .contains("the stage has finished")
        .doesNotContain("nothing refers to it");
    assertThat(json(lethe("state", "gc", "--older-than", "0s", "--json"))).isEqualTo(first);
    assertThat(json(lethe("state", "gc", "--json")).path("objects").asLong())
        .as("nothing is 30 days old")
        .isZero();
  }

  @Test
  @Order(4)
  void afterACollectionTheStoreIsWholeAndSmaller() throws IOException {
    JsonNode removed = json(lethe("state", "gc", "--older-than", "0s", "--apply", "--json"));
    assertThat(removed.path("applied").asBoolean()).isTrue();
    assertThat(removed.path("bytes").asLong()).isPositive();
    assertThat(lethe("state", "gc", "--check").out()).contains("0 faults");
    assertThat(json(lethe("state", "gc", "--older-than", "0s", "--json")).path("objects").asLong())
        .isZero();
  }

  @Test
  @Order(5)
  void afterwardsAliasesResolveAndRunsAreShown() throws IOException {
    assertThat(lethe("state", "show", "salun").out()).contains("salun: published");
    try (Session session = Session.storing(target("state"), environment())) {
      byte[] alias = session.store().read(new Location("released", "tiny/current.json")).bytes();
      Publisher.Alias current = Wire.mapper().readValue(alias, Publisher.Alias.class);
      assertThat(session.store().head(Location.parse(current.model().key()))).isPresent();
    }
  }

  @Test
  @Order(6)
  void afterwardsAFailedRunIsTriedAgain() {
    Outcome retried = lethe("state", "retry", "broken", "--json");
    // The same request fails for the same reason, which is its own, and not for want of an object.
    assertThat(retried.out()).contains("method.learningRate").doesNotContain("no object");
  }

  /** The checkpoint went along, and the collection left it alone. */
  @Test
  @Order(7)
  void anInterruptedRunGoesOnFromTheStoreAndFromItsCopy() throws IOException {
    JsonNode here = json(lethe("state", "retry", "long", "--watch", "--json"));
    JsonNode restored = json(lethe("copy", "retry", "long", "--watch", "--json"));
    assertThat(here.path("state").asText()).isEqualTo("published");
    assertThat(digest(here)).isNotEmpty().isEqualTo(digest(restored));
  }

  @Test
  @Order(8)
  void aSecondRequestRunsOnTheUnlearnedModelOfTheCopy() throws IOException {
    String model =
        json(lethe("copy", "show", "salun", "--json"))
            .path("result")
            .path("artifacts")
            .path("unlearned")
            .path("key")
            .asText();
    request("second", TinyProject.unlearning("second", model).replace("seed: 1}", "seed: 7}"));
    JsonNode plan = json(lethe("copy", "plan", "-f", "second.yaml", "--json"));
    assertThat(plan.path("forget").asInt() + plan.path("retain").asInt()).isEqualTo(54);
    JsonNode result = json(lethe("copy", "run", "-f", "second.yaml", "--json"));
    assertThat(result.path("state").asText()).isEqualTo("published");
  }
}
