package io.lethe.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.LetheProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayCommandTest {
  private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");

  @TempDir private Path folder;

  private Outcome gateway(Map<String, String> variables, String... options) {
    String[] line = new String[options.length + 1];
    line[0] = "gateway";
    System.arraycopy(options, 0, line, 1, options.length);
    return new CommandLineHarness(folder, folder).with(variables).lethe(line);
  }

  private static void assertRefused(Outcome outcome, String... words) {
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains(words);
  }

  @Test
  void addressThatOthersCanReachNeedsALogin() {
    assertRefused(
        gateway(Map.of(), "--host", "0.0.0.0"), "--host: found '0.0.0.0'", "a users file");
    assertRefused(gateway(Map.of("LETHE_GATEWAY_HOST", "0.0.0.0")), "--host: found '0.0.0.0'");
  }

  @Test
  void wrongSettingsAreNamed() throws IOException {
    assertRefused(gateway(Map.of(), "--port", "80800"), "--port: found '80800'", "0 to 65535");
    assertRefused(
        gateway(Map.of("LETHE_GATEWAY_KEY", "short")), "LETHE_GATEWAY_KEY: found", "base64");
    assertRefused(
        gateway(Map.of("LETHE_GATEWAY_ADMIN_PASSWORD", "1234")),
        "LETHE_GATEWAY_ADMIN_PASSWORD: found 4 bytes");
    Path users = Files.writeString(folder.resolve("users"), "ada:queen:x\n");
    assertRefused(gateway(Map.of(), "--users", users.toString()), "--users: line 1: found a role");
    assertRefused(gateway(Map.of(), "--oidc-issuer", "http://example.org"), "--oidc-issuer: found");
  }

  @Test
  void withoutServersItSaysWhatIsMissing() {
    Outcome outcome = gateway(Map.of());
    assertThat(outcome.code()).isEqualTo(ExitCode.PLATFORM);
    assertThat(outcome.err()).contains("no server: TEMPORAL_ADDRESS is not set");
  }

  @Test
  void hashOfAPasswordIsNotThePassword() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("correct horse\n".getBytes(StandardCharsets.UTF_8)));
    try {
      Outcome outcome = gateway(Map.of(), "--hash-password");
      assertThat(outcome.code()).isZero();
      assertThat(outcome.out().strip()).matches("\\$2a\\$12\\$[./A-Za-z0-9]{53}");
    } finally {
      System.setIn(before);
    }
  }

  /** Two of them on one machine: the second takes another port, and says so. */
  @Test
  void upServesTheWebUiAndTakesAFreePortWhereItsOwnIsTaken() throws Exception {
    try (LetheProcess first = up("one");
        LetheProcess second = up("two")) {
      assertThat(port(first)).isNotEqualTo(port(second));
      assertThat(first.err() + second.err()).contains("port 8080 is taken; another one is used");
    }
  }

  private LetheProcess up(String state) throws IOException {
    Map<String, String> variables =
        Map.of(
            "XDG_CACHE_HOME",
            folder.resolve("cache").toString(),
            "TEMPORAL_CONFIG_FILE",
            folder.resolve("none.toml").toString());
    return LetheProcess.start(
        folder, variables, folder, "up", "--state", folder.resolve(state).toString());
  }

  private static String port(LetheProcess up) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> ADDRESS.matcher(up.err()).find() || !up.alive());
    Matcher address = ADDRESS.matcher(up.err());
    assertThat(address.find()).as(up.err()).isTrue();
    return address.group(1);
  }
}
