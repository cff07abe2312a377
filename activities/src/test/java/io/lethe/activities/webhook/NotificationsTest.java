package io.lethe.activities.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.Notice;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.Kind;
import io.lethe.workflows.request.NotifySpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, and what does not. */
class NotificationsTest {
  private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private volatile int answer = 204;
  private HttpServer receiver;

  private record Received(Headers headers, String body) {}

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          received.add(new Received(exchange.getRequestHeaders(), body));
          exchange.getResponseHeaders().add("Location", address("/elsewhere"));
          exchange.sendResponseHeaders(answer, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  private String address(String path) {
    return "http://127.0.0.1:" + receiver.getAddress().getPort() + path;
  }

  private static Notifications notifications(String... variables) {
    Map<String, String> environment = new HashMap<>(Map.of("LETHE_WEBHOOK_SECRET", SECRET));
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return new Notifications(WebhookSettings.from(environment));
  }

  private static Notice notice(Optional<String> url) {
    return new Notice(
        NotifySpec.Event.FAILED,
        url.map(to -> new NotifySpec(to, List.of(NotifySpec.Event.values()))),
        "gdpr-1",
        "0a1b",
        Kind.UNLEARN,
        RunState.FAILED,
        Instant.parse("2026-01-17T10:00:00Z"),
        Map.of("ua", 5.25),
        Optional.empty(),
        Optional.of(FailureKind.USER),
        Optional.of("forget.ids[3]"));
  }

  @Test
  void messageIsSignedAsStandardWebhooksSay() throws Exception {
    long before = Instant.now().getEpochSecond();

    notifications("LETHE_WEBHOOK_URL", address("/hook")).deliver(notice(Optional.empty()));

    Received message = received.get(0);
    String timestamp = message.headers().getFirst("webhook-timestamp");
    assertThat(Long.parseLong(timestamp)).isBetween(before, Instant.now().getEpochSecond());
    assertThat(message.headers().getFirst("webhook-id")).isEqualTo("0a1b.failed");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    mac.update(("0a1b.failed." + timestamp + ".").getBytes(UTF_8));
    assertThat(message.headers().getFirst("webhook-signature"))
        .isEqualTo(
            "v1,"
                + Base64.getEncoder().encodeToString(mac.doFinal(message.body().getBytes(UTF_8))));
    assertThat(message.headers().getFirst("content-type")).isEqualTo("application/json");
  }

  @Test
  void bodyIsTheSmallObjectOfTheDocument() throws IOException {
    notifications("LETHE_WEBHOOK_URL", address("/hook")).deliver(notice(Optional.empty()));

    JsonNode expected =
        Wire.mapper()
            .readTree(
                """
                {"type": "run.failed", "timestamp": "2026-01-17T10:00:00Z",
                 "data": {"run": "gdpr-1", "execution": "0a1b", "kind": "unlearn", "state": "failed",
                  "record": "s3://lethe/runs/gdpr-1/0a1b.json", "metrics": {"ua": 5.25},
                  "failure": {"kind": "USER", "field": "forget.ids[3]"}}}
                """);
    assertThat(Wire.mapper().readTree(received.get(0).body())).isEqualTo(expected);
  }

  @Test
  void addressOfTheRequestGoesBeforeTheWorkers() {
    notifications("LETHE_WEBHOOK_URL", address("/worker"), "LETHE_WEBHOOK_HOSTS", "127.0.0.1")
        .deliver(notice(Optional.of(address("/request"))));

    assertThat(received).hasSize(1);
  }

  @Test
  void nobodyNamedMeansNobodyTold() {
    notifications().deliver(notice(Optional.empty()));

    assertThat(received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 429, 408, 425})
  void answersThatSayLaterAreWorthAnotherAttempt(int status) {
    answer = status;

    assertThatThrownBy(
            () ->
                notifications("LETHE_WEBHOOK_URL", address("/hook"))
                    .deliver(notice(Optional.empty())))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("answers " + status);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 410, 301, 302, 307})
  void answersThatSayNoAreFinalAndRedirectsAreNotFollowed(int status) {
    answer = status;

    assertThatThrownBy(
            () ->
                notifications("LETHE_WEBHOOK_URL", address("/hook"))
                    .deliver(notice(Optional.empty())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("answers " + status);
    assertThat(received).hasSize(1);
  }

  @Test
  void receiverThatIsAwayIsWorthAnotherAttempt() {
    Notifications told = notifications("LETHE_WEBHOOK_URL", address("/hook"));
    receiver.stop(0);

    assertThatThrownBy(() -> told.deliver(notice(Optional.empty())))
        .isInstanceOf(UncheckedIOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/x",
        "http://localhost:9000/x",
        "http://[::1]/x",
        "http://0.0.0.0/x",
        "http://10.1.2.3/x",
        "http://172.16.0.1/x",
        "http://192.168.1.1/x",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/x",
        "http://[fd00::1]/x",
        "http://[fe80::1]/x",
        "http://[::ffff:127.0.0.1]/x",
        "http://2130706433/x"
      })
  void requestCannotMakeTheWorkerCallItsOwnNetwork(String url) {
    assertThatThrownBy(() -> notifications().deliver(notice(Optional.of(url))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("notify.url");
  }

  @Test
  void listedHostsAreCalledAndNoOthers() {
    String port = Integer.toString(receiver.getAddress().getPort());

    assertThatCode(
            () ->
                notifications("LETHE_WEBHOOK_HOSTS", "a.example, 127.0.0.1:" + port)
                    .deliver(notice(Optional.of(address("/hook")))))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                notifications("LETHE_WEBHOOK_HOSTS", "a.example,127.0.0.1:1")
                    .deliver(notice(Optional.of(address("/hook")))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("LETHE_WEBHOOK_HOSTS");
    assertThat(received).hasSize(1);
  }

  @Test
  void workerWithoutSecretSendsNothing() {
    Notifications unsigned =
        new Notifications(WebhookSettings.from(Map.of("LETHE_WEBHOOK_HOSTS", "127.0.0.1")));

    assertThatThrownBy(() -> unsigned.deliver(notice(Optional.of(address("/hook")))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("LETHE_WEBHOOK_SECRET");
    assertThat(received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "whsec_", "whsec_c2hvcnQ=", "whsec_no base64 at all no base64"})
  void secretOfAnotherFormIsRefusedAndNotRepeated(String secret) {
    assertThatThrownBy(() -> WebhookSettings.from(Map.of("LETHE_WEBHOOK_SECRET", secret)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("LETHE_WEBHOOK_SECRET")
        .hasMessageNotContaining("'" + secret);
    assertThat(WebhookSettings.from(Map.of("LETHE_WEBHOOK_SECRET", SECRET)).toString())
        .doesNotContain(SECRET);
  }
}
