package io.lethe.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpLimitsTest {
  private static final int LIMIT = 1 << 20;
  private static Door door;

  @BeforeAll
  static void open() {
    door = Door.open();
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @Test
  void aBodyBeyondTheLimitIsRefusedBeforeAnybodyReadsIt() {
    assertThat(door.http.post("/operator", "x".repeat(LIMIT)).body()).hasSize(LIMIT);
    RawHttp.Answer refused = door.http.post("/operator", "x".repeat(LIMIT + 1));
    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.detail()).isEqualTo("The body is larger than 1048576 bytes");
  }

  @Test
  void aBodyThatDoesNotSayHowLongItIsHasTheSameLimit() {
    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
    String chunked = "Transfer-Encoding: chunked";
    RawHttp.Answer fits = door.http.post("/operator", chunk.repeat(16) + "0\r\n\r\n", chunked);
    assertThat(fits.status()).isEqualTo(200);
    RawHttp.Answer refused =
        door.http.post("/operator", chunk.repeat(16) + "1\r\nx\r\n0\r\n\r\n", chunked);
    assertThat(refused.status()).isEqualTo(413);
  }

  @Test
  void aBodyOfTwoLengthsIsNotGuessedAt() {
    RawHttp.Answer two =
        door.http.send(
            "POST",
            "/operator",
            new String[] {"Content-Length: 3", "Transfer-Encoding: chunked"},
            "0\r\n\r\n");
    assertThat(two.status()).isEqualTo(400);
  }

  @Test
  void headersHaveALimit() {
    assertThat(door.http.get("/viewer", "X-Long: " + "x".repeat(8 << 10)).status()).isEqualTo(200);
    assertThat(door.http.get("/viewer", "X-Long: " + "x".repeat(64 << 10)).status()).isEqualTo(431);
    assertThat(door.http.get("/" + "x".repeat(64 << 10)).status()).isIn(414, 431);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../etc/passwd",
        "/x/../viewer",
        "/%2e%2e/etc/passwd",
        "/x/%2e%2e/viewer",
        "/x/..%2fviewer",
        "/x%2fviewer",
        "/x%5c..%5cviewer",
        "/x\\..\\viewer",
        "//viewer",
        "/viewer;x=1",
        "/viewer%00",
        "/%c0%ae%c0%ae/viewer"
      })
  void aPathThatOthersMightReadAnotherWayOpensNothing(String path) {
    RawHttp.Answer answer = door.http.get(path);
    assertThat(answer.status()).isIn(400, 404);
    assertThat(answer.body()).doesNotContain("\"role\"");
  }

  @Test
  void noHeaderOfAnAnswerCanBeInjected() {
    RawHttp.Answer answer = door.http.get("/nowhere%0d%0aX-Injected:%20yes");
    assertThat(answer.header("x-injected")).isEmpty();
    assertThat(answer.status()).isIn(400, 404);
  }

  @Test
  void everyAnswerTellsTheBrowserWhatItMayDo() {
    List<RawHttp.Answer> answers =
        List.of(
            door.http.get("/viewer"),
            door.http.get("/nowhere"),
            door.http.get("/%2e%2e/nowhere"),
            door.http.send("TRACE", "/viewer", new String[0], ""),
            door.http.get("/viewer", "X-Long: " + "x".repeat(64 << 10)),
            door.http.get("/broken"),
            door.http.get("/viewer", "Host: attacker.example"),
            door.http.post("/operator", "x".repeat(LIMIT + 1)),
            door.http.postJson("/auth/token", "{}"));
    for (RawHttp.Answer answer : answers) {
      assertThat(answer.header("content-security-policy").orElseThrow())
          .contains("default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
          .doesNotContain("unsafe", "data:", "http");
      assertThat(answer.header("x-content-type-options")).contains("nosniff");
      assertThat(answer.header("x-frame-options")).contains("DENY");
      assertThat(answer.header("referrer-policy")).contains("no-referrer");
      assertThat(answer.header("permissions-policy")).isPresent();
      assertThat(answer.header("cross-origin-opener-policy")).contains("same-origin");
      assertThat(answer.header("cross-origin-resource-policy")).contains("same-origin");
      assertThat(answer.all("cache-control")).containsExactly("no-store");
      assertThat(answer.header("strict-transport-security")).isEmpty();
      assertThat(answer.header("server")).isEmpty();
    }
  }
}
