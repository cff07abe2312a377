package io.lethe.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.util.Base64URL;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Browsers that log in at the issuer. */
class OidcLoginTest {
  private static FakeIssuer issuer;
  private static Door door;

  @BeforeAll
  static void open() throws JOSEException {
    issuer = new FakeIssuer();
    door = Door.behind(Door.settings(Users.none(), Optional.of(issuer.settings())));
  }

  @AfterAll
  static void close() {
    door.close();
    issuer.close();
  }

  /** A browser on its way to the issuer. */
  private record Trip(Map<String, String> query, String cookie) {}

  private static Trip start() {
    RawHttp.Answer answer = door.http.get("/login/oidc");
    assertThat(answer.status()).isEqualTo(303);
    URI place = URI.create(answer.header("location").orElseThrow());
    assertThat(place.toString()).startsWith(issuer.uri() + "/authorize?");
    Map<String, String> query = new HashMap<>();
    for (String pair : place.getRawQuery().split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return new Trip(query, "Cookie: " + answer.cookies());
  }

  /** What the issuer keeps for a code once the user has logged in there. */
  private static void loggedIn(Trip trip, String code, String role) {
    issuer.codes.put(
        code,
        issuer
            .claims("olga", role)
            .audience(FakeIssuer.CLIENT)
            .claim("nonce", trip.query().get("nonce"))
            .build());
  }

  private static RawHttp.Answer back(String code, String state, String... headers) {
    return door.http.get("/login/oidc/callback?code=" + code + "&state=" + state, headers);
  }

  @Test
  void theIssuersUserGetsACookie() throws NoSuchAlgorithmException {
    Trip trip = start();
    assertThat(trip.query())
        .containsEntry("response_type", "code")
        .containsEntry("client_id", FakeIssuer.CLIENT)
        .containsEntry("code_challenge_method", "S256");
    loggedIn(trip, "code-1", "operator");
    RawHttp.Answer answer = back("code-1", trip.query().get("state"), trip.cookie());
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("location").orElseThrow()).endsWith("/");
    String session =
        answer.all("set-cookie").stream()
            .filter(cookie -> cookie.startsWith("lethe="))
            .findFirst()
            .orElseThrow();
    assertThat(session).containsIgnoringCase("httponly").containsIgnoringCase("samesite=strict");
    String cookie = "Cookie: " + session.split(";", 2)[0];
    assertThat(door.http.get("/operator", cookie).json().path("name").asText()).isEqualTo("olga");
    assertThat(door.http.get("/admin", cookie).status()).isEqualTo(403);
    assertThat(door.http.post("/operator", "", cookie).status()).isEqualTo(403);

    Map<String, java.util.List<String>> sent = issuer.exchanges.get(issuer.exchanges.size() - 1);
    byte[] verifier = sent.get("code_verifier").get(0).getBytes(StandardCharsets.US_ASCII);
    assertThat(Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(verifier)))
        .hasToString(trip.query().get("code_challenge"));
    assertThat(sent.get("redirect_uri")).containsExactly(trip.query().get("redirect_uri"));
  }

  @Test
  void aLoginThatBeganElsewhereIsNotEndedHere() {
    Trip trip = start();
    Trip other = start();
    loggedIn(trip, "code-2", "admin");
    String state = trip.query().get("state");
    assertThat(back("code-2", state).status()).isEqualTo(401);
    assertThat(back("code-2", state, other.cookie()).status()).isEqualTo(401);
    assertThat(back("code-2", "", trip.cookie()).status()).isEqualTo(401);
    assertThat(door.http.get("/login/oidc/callback", trip.cookie()).status()).isEqualTo(401);
  }

  @Test
  void anIdTokenOfAnotherLoginIsNotTaken() {
    Trip trip = start();
    Trip other = start();
    loggedIn(other, "code-3", "admin");
    RawHttp.Answer answer = back("code-3", trip.query().get("state"), trip.cookie());
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.cookies()).doesNotContain("lethe=");
  }

  @Test
  void aCodeThatTheIssuerDoesNotKnowOpensNothing() {
    Trip trip = start();
    assertThat(back("guess", trip.query().get("state"), trip.cookie()).status()).isEqualTo(401);
  }

  @Test
  void aUserWithoutARoleGetsNoSession() {
    Trip trip = start();
    loggedIn(trip, "code-4", "accountant");
    RawHttp.Answer answer = back("code-4", trip.query().get("state"), trip.cookie());
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.cookies()).doesNotContain("lethe=");
  }

  @Test
  void theCookieOfTheTripIsNoSession() {
    String trip = start().cookie().replace("lethe-oidc=", "lethe=");
    assertThat(door.http.get("/viewer", trip).status()).isEqualTo(401);
  }

  @Test
  void theUiLearnsOfTheWayOnlyWhereItIsOpen() {
    assertThat(door.http.get("/login/ways").body()).contains("\"oidc\":true", "\"password\":false");
    OidcSettings tokensOnly =
        new OidcSettings(
            issuer.uri(), FakeIssuer.AUDIENCE, "roles", Optional.empty(), Optional.empty());
    try (Door without = Door.behind(Door.settings(Users.none(), Optional.of(tokensOnly)))) {
      assertThat(without.http.get("/login/ways").body()).contains("\"oidc\":false");
      assertThat(without.http.get("/login/oidc").status()).isEqualTo(404);
    }
  }
}
