package io.lethe.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code lethe doctor} where no servers are, and where the wrong ones are named. */
class DoctorCommandTest {
  @TempDir Path folder;
  private CommandLineHarness person;

  @BeforeEach
  void person() {
    person = new CommandLineHarness(folder, folder);
  }

  private static Map<String, JsonNode> checks(Outcome outcome) throws IOException {
    JsonNode report = Wire.mapper().readTree(outcome.out());
    Map<String, JsonNode> byName = new HashMap<>();
    report.path("checks").forEach(check -> byName.put(check.path("name").asText(), check));
    return byName;
  }

  private static String status(Map<String, JsonNode> checks, String name) {
    assertThat(checks).containsKey(name);
    return checks.get(name).path("status").asText();
  }

  @Test
  void withoutServersTheMachineIsLookedAt() throws IOException {
    Outcome outcome = person.lethe("doctor", "--device", "cpu", "--json");

    assertThat(outcome.code()).as(outcome.out()).isZero();
    Map<String, JsonNode> checks = checks(outcome);
    for (String name : new String[] {"java", "engine", "device", "servers"}) {
      assertThat(status(checks, name)).as(name).isEqualTo("ok");
    }
    assertThat(checks.get("engine").path("found").asText()).contains("PyTorch 2.7.1", "threads");
    assertThat(folder).as("looking creates nothing").isEmptyDirectory();
  }

  @Test
  void aGpuThatIsAbsentFailsWithAdvice() {
    Outcome outcome = person.lethe("doctor", "--device", "gpu:7");
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.out()).containsPattern("fail +device").contains("-> use cpu");
  }

  @Test
  void serversThatDoNotAnswerAreAPlatformFailure() throws IOException {
    Outcome outcome;
    int nobody;
    // Bound, so that no other process gets the port, and without anybody who listens.
    try (Socket bound = new Socket()) {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      nobody = bound.getLocalPort();
      outcome =
          person
              .with(
                  Map.of(
                      "TEMPORAL_ADDRESS",
                      "127.0.0.1:" + nobody,
                      "AWS_ENDPOINT_URL_S3",
                      "http://127.0.0.1:" + nobody,
                      "AWS_ACCESS_KEY_ID",
                      "somebody",
                      "AWS_SECRET_ACCESS_KEY",
                      "hush-hush"))
              .lethe("doctor", "--device", "cpu", "--json");
    }
    assertThat(outcome.code()).isEqualTo(ExitCode.PLATFORM);
    Map<String, JsonNode> checks = checks(outcome);
    assertThat(status(checks, "temporal")).isEqualTo("fail");
    assertThat(status(checks, "object store")).isEqualTo("fail");
    assertThat(checks.get("temporal").path("found").asText()).contains("127.0.0.1:" + nobody);
    assertThat(outcome.out()).doesNotContain("hush-hush");
  }

  @Test
  void wrongSettingsAreBadInput() throws IOException {
    Path keys = Files.writeString(folder.resolve("keys"), "only-an-id");
    Outcome outcome =
        person
            .with(
                Map.of(
                    "TEMPORAL_ADDRESS", "127.0.0.1:1",
                    "LETHE_PAYLOAD_KEYS", keys.toString(),
                    "AWS_CA_BUNDLE", "nowhere.pem",
                    "AWS_ACCESS_KEY_ID", "somebody",
                    "AWS_SECRET_ACCESS_KEY", "hush-hush"))
            .lethe("doctor", "--device", "cpu", "--json");
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_INPUT);
    Map<String, JsonNode> checks = checks(outcome);
    assertThat(checks.get("payload keys").path("found").asText()).contains("LETHE_PAYLOAD_KEYS");
    assertThat(checks.get("object store").path("found").asText()).contains("AWS_CA_BUNDLE");
  }

  @ParameterizedTest
  @CsvSource({
    "--role, root, 'allowed: [client, compute, io, publish, gateway]'",
    "--batch, 0, 'allowed: 1 to 4096'",
    "--threads, 0, 'allowed: whole numbers from 1'",
    "--step, resnet99, resnet99",
    "--release-bucket, No_Bucket, 'bucket'"
  })
  void wrongOptionsAreRefusedByName(String option, String value, String named) {
    Outcome outcome = person.lethe("doctor", option, value);
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains(named).doesNotContain("\tat ");
    assertThat(outcome.out()).isEmpty();
  }
}
