package io.lethe.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of another site can make a browser on this machine send. */
class BrowserRulesTest {
  private static Door open;

  @BeforeAll
  static void open() {
    open = Door.open();
  }

  @AfterAll
  static void close() {
    open.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attacker.example",
        "attacker.example:80",
        "127.0.0.1.attacker.example",
        "localhost.attacker.example",
        "0.0.0.0",
        "[::]",
        "127.0.0.2",
        "localhost@attacker.example"
      })
  void aNameThatWasPointedAtTheLoopbackAddressGetsNoAnswer(String host) {
    RawHttp.Answer answer = open.http.get("/viewer", "Host: " + host);
    assertThat(answer.status()).isIn(400, 421);
    assertThat(answer.body()).doesNotContain("\"role\"");
    assertThat(open.http.get("/nowhere", "Host: " + host).status()).isIn(400, 421);
  }

  @Test
  void aRequestWithoutHostOrWithTwoIsRefused() {
    assertThat(open.http.get("/viewer", "Host: ").status()).isIn(400, 421);
    assertThat(open.http.exchange("GET /viewer HTTP/1.0\r\n\r\n").status()).isIn(400, 421);
    assertThat(open.http.get("/viewer", "Host: localhost", "Host: attacker.example").status())
        .isEqualTo(400);
    // The name in the request line counts more than the header to Jetty, and is checked too.
    String absolute = "GET http://attacker.example/viewer HTTP/1.1\r\nHost: localhost\r\n";
    assertThat(open.http.exchange(absolute + "Connection: close\r\n\r\n").body())
        .doesNotContain("\"role\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:8080"})
  void theNamesOfThisMachineAreAnswered(String host) {
    assertThat(open.http.get("/viewer", "Host: " + host).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://attacker.example",
        "Origin: null",
        "Origin: ",
        "Origin: http://127.0.0.1",
        "Origin: http://localhost:3000",
        "Origin: https://127.0.0.1",
        "Origin: file://",
        "Origin: http://127.0.0.1.attacker.example",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site"
      })
  void aForeignPageCannotPostEvenWhereNobodyLogsIn(String header) {
    RawHttp.Answer form =
        open.http.post(
            "/operator", "x=1", header, "Content-Type: application/x-www-form-urlencoded");
    assertThat(form.status()).isEqualTo(403);
    for (String method : new String[] {"PUT", "PATCH", "DELETE"}) {
      assertThat(open.http.send(method, "/operator", new String[] {header}, "").status())
          .isEqualTo(403);
    }
  }

  @Test
  void theOwnPageAndProgramsCanPost() {
    assertThat(
            open.http
                .post(
                    "/operator",
                    "x",
                    "Host: 127.0.0.1:8080",
                    "Origin: http://127.0.0.1:8080",
                    "Sec-Fetch-Site: same-origin")
                .status())
        .isEqualTo(200);
    assertThat(open.http.post("/operator", "x").status()).isEqualTo(200);
  }

  @Test
  void anotherPortOfTheSameMachineIsAnotherSite() {
    assertThat(
            open.http
                .post("/operator", "", "Host: localhost:8080", "Origin: http://localhost:8081")
                .status())
        .isEqualTo(403);
  }

  @Test
  void namesAndOriginsCanBeAllowed() {
    AccessSettings settings =
        Door.settings(
            Users.none(),
            Optional.empty(),
            Set.of("Lethe.internal"),
            Set.of("https://portal.example"),
            false);
    try (Door door = Door.behind(settings)) {
      assertThat(door.http.get("/viewer", "Host: lethe.INTERNAL:8080").status()).isEqualTo(200);
      assertThat(door.http.get("/viewer", "Host: other.internal").status()).isEqualTo(421);
      assertThat(
              door.http
                  .post(
                      "/operator",
                      "",
                      "Origin: https://portal.example",
                      "Sec-Fetch-Site: cross-site")
                  .status())
          .isEqualTo(200);
      assertThat(door.http.post("/operator", "", "Origin: http://portal.example").status())
          .isEqualTo(403);
    }
  }

  @Test
  void noOtherSiteMayReadAnAnswer() {
    RawHttp.Answer answer = open.http.get("/viewer", "Origin: https://attacker.example");
    assertThat(answer.header("access-control-allow-origin")).isEmpty();
    assertThat(answer.header("cross-origin-resource-policy")).contains("same-origin");
  }
}
