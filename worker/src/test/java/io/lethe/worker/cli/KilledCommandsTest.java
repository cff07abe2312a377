package io.lethe.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.worker.LetheProcess;
import io.lethe.worker.TinyProject;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Embedded servers end with their process. Killed commands, typed again, go on from the last
 * checkpoint to the weights of a plain loop in another process; momentum is not zero then.
 */
class KilledCommandsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration LOOK = Duration.ofMillis(20);

  /** Steps of the method before the kill. */
  private static final int STEPS = 3;

  /** Many, so that a look that comes late still finds the method at work. */
  private static final int EPOCHS = 6;

  /** All steps of the method, 12 an epoch. */
  private static final int ALL_STEPS = 12 * EPOCHS;

  @TempDir private static Path folder;
  private static TinyProject project;
  private static String expected;

  private final List<LetheProcess> started = new ArrayList<>();
  @TempDir private Path home;

  @BeforeAll
  static void computePlainly() throws Exception {
    project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
    project.request(
        "killed.yaml",
        TinyProject.unlearning("killed", "model.safetensors")
            .replace(
                "epochs: 1, learningRate: 0.01, batchSize: 20",
                "epochs: %d, learningRate: 0.01, batchSize: 5, momentum: 0.9".formatted(EPOCHS)));
    try (LetheProcess plain =
        LetheProcess.start(
            project.folder(),
            Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()),
            folder,
            "bench",
            "--plain",
            "-f",
            "killed.yaml")) {
      expected = plain.json().path("sha256").asText();
    }
  }

  @AfterEach
  void end() {
    started.forEach(LetheProcess::close);
  }

  /** A checkpoint after every step, so that there is one soon. */
  private LetheProcess lethe(String... arguments) throws IOException {
    Map<String, String> variables = new HashMap<>();
    variables.put("XDG_STATE_HOME", home.toString());
    variables.put("XDG_CACHE_HOME", home.resolve("cache").toString());
    variables.put("LETHE_CHECKPOINT_INTERVAL", "0");
    LetheProcess process = LetheProcess.start(project.folder(), variables, home, arguments);
    started.add(process);
    return process;
  }

  private Path state() {
    return home.resolve("lethe");
  }

  private void killInTheMiddleOfTheMethod(LetheProcess worker) throws InterruptedException {
    await()
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .until(
            () -> {
              assertThat(worker.alive()).as(worker.err()).isTrue();
              return newestStep() >= STEPS;
            });
    worker.kill();
    // Evaluations have fewer steps: this was the method, and it is not over. Asked when nobody
    // writes any more, since a look beside one who does may see nothing.
    assertThat(newestStep()).isBetween(STEPS, ALL_STEPS - 1);
  }

  /** The largest step that a pointer on the disk names. */
  private int newestStep() {
    Path checkpoints = state().resolve("objects/lethe/checkpoints");
    if (!Files.isDirectory(checkpoints)) {
      return 0;
    }
    try (Stream<Path> pointers = Files.walk(checkpoints)) {
      return pointers
          .filter(path -> path.endsWith("pointer.json"))
          .mapToInt(KilledCommandsTest::step)
          .max()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0; // Written or removed meanwhile: look again.
    }
  }

  private static int step(Path pointer) {
    try {
      JsonNode content = Wire.mapper().readTree(pointer.toFile());
      return content.path("value").path("checkpoints").path(0).path("step").asInt();
    } catch (IOException e) {
      return 0;
    }
  }

  private static void assertWentOn(JsonNode result) {
    assertThat(result.path("state").asText()).isEqualTo("published");
    assertThat(result.path("artifacts").path("unlearned").path("sha256").asText())
        .isEqualTo(expected);
    assertThat(result.path("bitExact").asBoolean()).isTrue();
  }

  private static int attempts(JsonNode result, String stage) {
    for (JsonNode each : result.path("stages")) {
      if (each.path("name").asText().equals(stage)) {
        return each.path("attempts").asInt();
      }
    }
    throw new AssertionError("no stage " + stage + " in " + result);
  }

  @Test
  void aKilledRunTypedAgainGoesOnToTheSameWeights() throws Exception {
    String[] typed = {"run", "-f", "killed.yaml", "--embedded", "--json", "--verbose"};
    LetheProcess first = lethe(typed);
    killInTheMiddleOfTheMethod(first);
    assertThat(state().resolve("endpoint.json")).as("left by the killed owner").exists();

    LetheProcess second = lethe(typed);
    JsonNode result = second.json();
    assertWentOn(result);
    assertThat(attempts(result, "unlearn")).isEqualTo(2);
    assertThat(attempts(result, "mask"))
        .as("finished before the kill, not done again")
        .isEqualTo(1);
    assertThat(second.err()).containsPattern("goes on from step ([3-9]|\\d\\d) ");
    assertThat(state().resolve("endpoint.json")).doesNotExist();
  }

  @Test
  void whatAKilledServerWasDoingGoesOnWhenItIsAskedAgain() throws Exception {
    LetheProcess up = lethe("up");
    await().atMost(PATIENCE).until(() -> up.err().contains("serving"));
    LetheProcess first = lethe("run", "-f", "killed.yaml");
    assertThat(first.await()).as(first.err()).isZero();
    killInTheMiddleOfTheMethod(up);
    LetheProcess list = lethe("list", "--json");
    assertThat(list.json().toString()).contains("interrupted");

    LetheProcess again = lethe("up");
    await().atMost(PATIENCE).until(() -> again.err().contains("serving"));
    LetheProcess second = lethe("run", "-f", "killed.yaml", "--json");
    JsonNode result = second.json();
    assertWentOn(result);
    assertThat(attempts(result, "unlearn")).isEqualTo(2);
  }

  /** Who comes second attaches, and asks for the same: it is computed once. */
  @Test
  void twoCommandsOnOneStateFolderComputeOnce() throws Exception {
    LetheProcess up = lethe("up");
    LetheProcess other = lethe("up");
    await().atMost(PATIENCE).until(() -> !(up.alive() && other.alive()));
    LetheProcess owner = up.alive() ? up : other;
    LetheProcess second = up.alive() ? other : up;
    assertThat(second.await()).isZero();
    assertThat(second.err()).contains("serves this folder already");
    await().atMost(PATIENCE).until(() -> owner.err().contains("serving " + state()));

    LetheProcess one = lethe("run", "-f", "killed.yaml", "--embedded", "--json");
    LetheProcess two = lethe("run", "-f", "killed.yaml", "--embedded", "--json");
    JsonNode result = one.json();
    assertWentOn(result);
    assertThat(two.json()).isEqualTo(result);
    for (JsonNode stage : result.path("stages")) {
      assertThat(stage.path("attempts").asInt()).as(stage.toString()).isEqualTo(1);
    }
  }
}
