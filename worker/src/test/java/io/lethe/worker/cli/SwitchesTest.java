package io.lethe.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.formats.Safetensors;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.Normalization;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.TinyProject;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every network and every switch of a request, from the command line to a result. */
class SwitchesTest {
  private static final String SUBJECT = "Ada Lovelace";

  @TempDir private static Path folder;
  private static TinyProject project;
  private static CommandLineHarness person;

  @BeforeAll
  static void prepare() throws IOException {
    project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
    person = new CommandLineHarness(project.folder(), folder);
    ids("forget.txt", "train", 3, 1, 8, 0);
    ids("retain.txt", "train", 20, 22, 21, 23, 25, 24);
    ids("test.txt", "test", 5, 1, 3, 0);
    ids("members.txt", "train", 20, 21, 22, 23);
    people();
  }

  private static void ids(String name, String partition, int... records) throws IOException {
    Files.write(
        project.folder().resolve(name),
        IntStream.of(records).mapToObj(i -> "%s/%05d".formatted(partition, i)).toList());
  }

  /** The manifest of the data: every fifth training record is of one person. */
  private static void people() throws IOException {
    Stream<String> train =
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    "{\"id\": \"train/%05d\"%s}"
                        .formatted(
                            i, i % 5 == 0 ? ", \"subject\": \"%s\"".formatted(SUBJECT) : ""));
    Stream<String> test = IntStream.range(0, 30).mapToObj("{\"id\": \"test/%05d\"}"::formatted);
    Files.write(
        project.folder().resolve("data/manifest.jsonl"), Stream.concat(train, test).toList());
  }

  private static JsonNode run(String name, String request) throws IOException {
    project.request(name + ".yaml", request);
    Outcome outcome = person.lethe("run", "-f", name + ".yaml", "--embedded", "--json");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return Wire.mapper().readTree(outcome.out());
  }

  private static void assertMeasured(JsonNode result) {
    assertThat(result.path("state").asText()).isEqualTo("published");
    for (String metric : List.of("ua", "ra", "ta", "mia")) {
      assertThat(result.path("metrics").path(metric).asDouble(-1)).as(metric).isBetween(0.0, 100.0);
    }
  }

  /** All lists, both switches of determinism off, an alias, and a file without normalisation. */
  @ParameterizedTest
  @ValueSource(
      strings = {"resnet18", "resnet8s", "resnet32s", "resnet44s", "resnet56s", "vgg16_bn"})
  void everyNetworkUnlearnsAlongListsInTheirOrder(String architecture) throws IOException {
    Path weights = project.folder().resolve(architecture + ".safetensors");
    try (Network network =
        Network.create(
            Architectures.get(architecture), 3, Normalization.CIFAR10, 1, Device.cpu())) {
      Safetensors.write(network.export(), weights);
    }
    JsonNode result =
        run(
            architecture.replace('_', '-'),
            """
            kind: unlearn
            name: %s
            model: {ref: %s, architecture: %s, classes: 3}
            dataset: {ref: data}
            forget: {idsFrom: forget.txt}
            retain: {idsFrom: retain.txt}
            method:
              name: salun
              epochs: 1
              learningRate: 0.001
              batchSize: 4
              order: mixed
              randomLabels: next-class
              mask: {fraction: 0.3}
            evaluate: {testIdsFrom: test.txt, membersFrom: members.txt}
            gate: {minTa: 0, approval: none}
            publish: {to: s3://released/%s, alias: second}
            compute: {device: cpu, threads: %d}
            determinism: {shuffle: false, augment: false}
            """
                .formatted(
                    architecture.replace('_', '-'),
                    weights.getFileName(),
                    architecture,
                    architecture.replace('_', '-'),
                    TinyProject.THREADS));

    assertMeasured(result);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mask: {fraction: 1.0, score: sum-of-abs, mode: train, weighting: size}",
        "mask: {update: gradient-only}, randomLabels: exclude-true, momentum: 0",
        "order: mixed, schedule: {kind: cosine}, warmupEpochs: 1, weightDecay: 0"
      })
  void everySwitchOfTheMethodIsTaken(String switches) throws IOException {
    String name = "switches-" + Integer.toHexString(switches.hashCode());
    String request =
        TinyProject.unlearning(name, "model.safetensors")
            .replace("batchSize: 20", "batchSize: 20, " + switches);

    assertMeasured(run(name, request));
  }

  @ParameterizedTest
  @ValueSource(strings = {"retrain", "ft", "rl", "ga"})
  void everyMethodTakesAMask(String method) throws IOException {
    String request =
        TinyProject.unlearning("masked-" + method, "model.safetensors")
            .replace("salun, ", method + ", mask: {fraction: 0.5}, ");

    assertMeasured(run("masked-" + method, request));
  }

  /** The name of a person is in the store, under a key; in the request that is run it is not. */
  @Test
  void aSubjectIsForgottenAndNotNamedInTheRunsRecord() throws IOException {
    String request =
        TinyProject.unlearning("of-a-person", "model.safetensors")
            .replace("random: {fraction: 0.1, seed: 1}", "subject: " + SUBJECT);

    assertMeasured(run("of-a-person", request));

    Outcome shown = person.lethe("show", "of-a-person", "--json");
    assertThat(shown.out()).contains("subjectFrom").doesNotContain(SUBJECT);
    try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
      assertThat(files.filter(Files::isRegularFile).filter(SwitchesTest::namesTheSubject))
          .as("the list itself and the data set's manifest")
          .allMatch(
              file ->
                  file.toString().contains("/requests/of-a-person/lists/")
                      || file.getFileName().toString().equals("manifest.jsonl"));
    }
  }

  private static boolean namesTheSubject(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(SUBJECT);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A rate that no training survives: the run says where it broke and where it was still sound. */
  @Test
  void aLossThatIsNoNumberEndsTheRunAsBadInput() throws IOException {
    String request =
        TinyProject.unlearning("diverging", "model.safetensors")
            .replace("learningRate: 0.01", "learningRate: 100, weightDecay: 1")
            .replace("epochs: 1", "epochs: 20");
    project.request("diverging.yaml", request);

    Outcome outcome = person.lethe("run", "-f", "diverging.yaml", "--embedded", "--json");

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.BAD_INPUT);
    JsonNode failed = Wire.mapper().readTree(outcome.out());
    assertThat(failed.path("state").asText()).isEqualTo("failed");
    assertThat(failed.path("failure").path("message").asText())
        .startsWith("method.learningRate: ")
        .containsPattern("step \\d+")
        .contains("last good checkpoint: ");
    assertThat(outcome.err()).doesNotContain("\tat ");
  }
}
