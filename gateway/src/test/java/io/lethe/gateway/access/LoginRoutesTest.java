package io.lethe.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginRoutesTest {
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
  private static Door door;

  @BeforeAll
  static void open() {
    door = Door.withUsers();
  }

  @AfterAll
  static void close() {
    door.close();
  }

  private static String form(String name) {
    return "username=%s&password=%s"
        .formatted(name, URLEncoder.encode(Door.PASSWORD, StandardCharsets.UTF_8));
  }

  private static RawHttp.Answer login(String name) {
    return door.http.postJson("/login", Door.credentials(name, Door.PASSWORD));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/auth/token", "/auth/token/cli"})
  void airflowsClientsGetATokenForANameAndAPassword(String path) {
    RawHttp.Answer answer = door.http.postJson(path, Door.credentials("olga", Door.PASSWORD));
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.json().size()).isEqualTo(1);
    String header = "Authorization: Bearer " + answer.json().path("access_token").asText();
    assertThat(door.http.get("/operator", header).status()).isEqualTo(200);
    assertThat(door.http.post("/operator", "", header).status()).isEqualTo(200);
    assertThat(answer.all("set-cookie")).isEmpty();
    assertThat(door.http.post(path, form("olga"), FORM).status()).isEqualTo(201);
  }

  @Test
  void aWrongPasswordAndAnUnknownNameGetTheSameAnswer() {
    RawHttp.Answer wrong = door.http.postJson("/auth/token", Door.credentials("ada", "password1"));
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.detail()).isEqualTo("Invalid credentials");
    RawHttp.Answer unknown =
        door.http.postJson("/auth/token", Door.credentials("eve", "password1"));
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.body()).isEqualTo(wrong.body());
    login("ada");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "null", "{\"username\": 1, \"password\": {\"$ne\": \"\"}}", "7"})
  void aBodyThatLacksSomethingIsToldWhat(String body) {
    RawHttp.Answer answer = door.http.postJson("/auth/token", body);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/detail/0/loc/1").asText()).isEqualTo("username");
    assertThat(answer.json().at("/detail/1/loc/1").asText()).isEqualTo("password");
  }

  @Test
  void whatWasSentIsNotRepeated() {
    RawHttp.Answer answer = door.http.postJson("/auth/token", "{\"password\": \"s3cr3t\"}");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).doesNotContain("s3cr3t");
  }

  @Test
  void noTokenWithoutCredentialsWhereUsersLogIn() {
    assertThat(door.http.get("/auth/token").status()).isEqualTo(403);
    assertThat(door.http.get("/login/ways").body()).contains("\"password\":true", "\"oidc\":false");
  }

  @Test
  void airflowsClientsGetATokenToo() {
    try (Door open = Door.open()) {
      assertThat(open.http.postJson("/auth/token", Door.credentials("any", "thing")).status())
          .isEqualTo(201);
      assertThat(open.http.get("/auth/token").status()).isEqualTo(201);
      RawHttp.Answer login = open.http.postJson("/login", "{}");
      assertThat(login.json().path("role").asText()).isEqualTo("admin");
      assertThat(login.all("set-cookie")).isEmpty();
    }
  }

  @Test
  void aBrowserGetsACookieThatScriptsAndOtherSitesCannotUse() {
    RawHttp.Answer answer = login("olga");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("name").asText()).isEqualTo("olga");
    assertThat(answer.json().path("role").asText()).isEqualTo("operator");
    assertThat(answer.all("set-cookie"))
        .singleElement()
        .asString()
        .startsWith("lethe=")
        .containsIgnoringCase("; path=/;")
        .containsIgnoringCase("; httponly")
        .containsIgnoringCase("; samesite=strict")
        .containsIgnoringCase("; max-age=3600");
    RawHttp.Answer form = door.http.post("/login", form("olga"), FORM);
    assertThat(form.status()).isEqualTo(303);
    assertThat(form.header("location").orElseThrow()).endsWith("/");
  }

  @Test
  void overTlsTheCookieIsForThisHostAndTlsOnly() {
    AccessSettings settings = Door.settings(Door.USERS, Optional.empty(), Set.of(), Set.of(), true);
    try (Door behindProxy = Door.behind(settings)) {
      String body = Door.credentials("olga", Door.PASSWORD);
      RawHttp.Answer answer = behindProxy.http.postJson("/login", body, "X-Forwarded-Proto: https");
      assertThat(answer.all("set-cookie"))
          .singleElement()
          .asString()
          .startsWith("__Host-lethe=")
          .containsIgnoringCase("; secure");
      assertThat(answer.header("strict-transport-security")).isPresent();
      String cookie = "Cookie: " + answer.cookies();
      assertThat(behindProxy.http.get("/viewer", cookie, "X-Forwarded-Proto: https").status())
          .isEqualTo(200);
      assertThat(behindProxy.http.get("/viewer", cookie).status()).isEqualTo(401);
    }
    String body = Door.credentials("olga", Door.PASSWORD);
    RawHttp.Answer direct = door.http.postJson("/login", body, "X-Forwarded-Proto: https");
    assertThat(direct.cookies()).startsWith("lethe=");
  }

  @Test
  void aChangeByCookieNeedsTheTokenOfTheSameSession() {
    RawHttp.Answer mine = login("olga");
    RawHttp.Answer other = login("olga");
    String cookie = "Cookie: " + mine.cookies();
    String csrf = "X-CSRF-Token: " + mine.json().path("csrf").asText();
    String foreign = "X-CSRF-Token: " + other.json().path("csrf").asText();
    assertThat(door.http.get("/operator", cookie).status()).isEqualTo(200);
    assertThat(door.http.post("/operator", "", cookie).status()).isEqualTo(403);
    assertThat(door.http.post("/operator", "", cookie, "X-CSRF-Token: ").status()).isEqualTo(403);
    assertThat(door.http.post("/operator", "", cookie, foreign).status()).isEqualTo(403);
    assertThat(door.http.post("/operator", "", cookie, csrf).status()).isEqualTo(200);
    assertThat(door.http.post("/operator", "", csrf).status()).isEqualTo(401);
    assertThat(
            door.http
                .post("/operator", "", cookie, csrf, "Origin: http://attacker.example")
                .status())
        .isEqualTo(403);
  }

  @Test
  void neitherTokenDoesTheOthersWork() {
    String cookie = login("olga").cookies();
    String fromCookie = cookie.substring(cookie.indexOf('=') + 1);
    assertThat(door.http.get("/viewer", "Authorization: Bearer " + fromCookie).status())
        .isEqualTo(401);
    String bearer = door.bearer("olga").replace("Authorization: Bearer ", "");
    assertThat(door.http.get("/viewer", "Cookie: lethe=" + bearer).status()).isEqualTo(401);
  }

  @Test
  void loggingOutEndsTheCookieAndNoOtherSiteCanDoIt() {
    RawHttp.Answer session = login("vera");
    String cookie = "Cookie: " + session.cookies();
    assertThat(door.http.post("/logout", "", cookie).status()).isEqualTo(403);
    String csrf = "X-CSRF-Token: " + session.json().path("csrf").asText();
    RawHttp.Answer answer = door.http.post("/logout", "", cookie, csrf);
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("set-cookie").orElseThrow())
        .startsWith("lethe=;")
        .contains("Expires=Thu, 01 Jan 1970");
  }

  @Test
  void guessingIsSlowedDownAlsoForTheRightPassword() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    AccessSettings settings = Door.settings(Door.USERS, Optional.empty());
    try (Door busy = Door.behind(new AccessControl(settings, now::get))) {
      for (int i = 0; i < 5; i++) {
        String guess = Door.credentials("ada", "guess-" + i);
        assertThat(busy.http.postJson("/auth/token", guess).status()).isEqualTo(401);
      }
      String right = Door.credentials("ada", Door.PASSWORD);
      RawHttp.Answer refused = busy.http.postJson("/login", right);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after")).contains("2");
      assertThat(refused.detail()).isEqualTo("Too many failed logins");
      // Another name from there has to wait too, whatever the client says of its address.
      String other = Door.credentials("vera", Door.PASSWORD);
      String claim = "X-Forwarded-For: 203.0.113.9";
      assertThat(busy.http.postJson("/auth/token", other, claim).status()).isEqualTo(429);
      now.updateAndGet(time -> time.plusSeconds(2));
      assertThat(busy.http.postJson("/login", right).status()).isEqualTo(200);
    }
  }

  @Test
  void aFloodAtOnceGetsNoMoreGuessesThanOneAfterTheOther() {
    Instant now = Instant.now();
    AccessSettings settings = Door.settings(Door.USERS, Optional.empty());
    try (Door busy = Door.behind(new AccessControl(settings, () -> now))) {
      long checked =
          IntStream.range(0, 24)
              .parallel()
              .mapToObj(i -> Door.credentials("ada", "guess-" + i))
              .map(guess -> busy.http.postJson("/auth/token", guess).status())
              .filter(status -> status == 401)
              .count();
      // Two are checked at a time, so one more than the five may have begun.
      assertThat(checked).isBetween(5L, 6L);
    }
  }
}
