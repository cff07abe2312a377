package io.lethe.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.gateway.Principal;
import io.lethe.gateway.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessControlTest {
  private static Door door;

  @BeforeAll
  static void open() {
    door = Door.withUsers();
  }

  @AfterAll
  static void close() {
    door.close();
  }

  private static String[] token(Principal principal, GatewayKey key, Instant at) {
    String token =
        new Tokens(key, InstantSource.fixed(at))
            .issue(principal, Session.Source.PASSWORD, Tokens.Use.API, Duration.ofMinutes(5));
    return new String[] {"Authorization: Bearer " + token};
  }

  private static String[] tokenOf(String name) {
    return token(Door.USERS.find(name).orElseThrow(), Door.KEY, Instant.now());
  }

  @ParameterizedTest
  @CsvSource({
    "vera, 200, 200, 403, 403, 403",
    "olga, 200, 200, 200, 403, 403",
    "anna, 200, 200, 200, 200, 403",
    "ada, 200, 200, 200, 200, 200"
  })
  void aRoleMayDoWhatThoseBeforeItMayAndNoMore(
      String name, int anyone, int viewer, int operator, int approver, int admin) {
    String[] token = tokenOf(name);
    assertThat(door.http.get("/anyone", token).status()).isEqualTo(anyone);
    assertThat(door.http.get("/viewer", token).status()).isEqualTo(viewer);
    assertThat(door.http.get("/operator", token).status()).isEqualTo(operator);
    assertThat(door.http.get("/approver", token).status()).isEqualTo(approver);
    assertThat(door.http.get("/admin", token).status()).isEqualTo(admin);
    assertThat(door.http.post("/admin", "", token).status()).isEqualTo(admin);
  }

  @Test
  void theAnswersAreThoseOfAirflow() {
    RawHttp.Answer nobody = door.http.get("/viewer");
    assertThat(nobody.status()).isEqualTo(401);
    assertThat(nobody.body()).isEqualTo("{\"detail\":\"Not authenticated\"}");
    assertThat(nobody.header("www-authenticate")).contains("Bearer");
    RawHttp.Answer low = door.http.get("/admin", tokenOf("vera"));
    assertThat(low.body()).isEqualTo("{\"detail\":\"Forbidden\"}");
  }

  @Test
  void whoIsAskingIsSeenByTheRoute() {
    assertThat(door.http.get("/viewer", tokenOf("olga")).body())
        .contains("\"olga\"", "\"OPERATOR\"");
  }

  @Test
  void aTokenOfAnotherKeyOrOfThePastOpensNothing() {
    Principal ada = new Principal("ada", Role.ADMIN);
    String[][] bad = {
      token(ada, GatewayKey.random(), Instant.now()),
      token(ada, Door.KEY, Instant.now().minusSeconds(301)),
      {"Authorization: Basic YWRhOmNvcnJlY3QgaG9yc2U="},
      {"Authorization: Bearer "},
      {"Authorization: Bearer"},
      {"Authorization: "}
    };
    for (String[] header : bad) {
      assertThat(door.http.get("/viewer", header).status()).as(header[0]).isEqualTo(401);
    }
  }

  @Test
  void aTokenDoesNotOutliveItsUserOrARoleThatWasTakenAway() {
    String[] gone = token(new Principal("gone", Role.ADMIN), Door.KEY, Instant.now());
    assertThat(door.http.get("/viewer", gone).status()).isEqualTo(401);
    String[] demoted = token(new Principal("vera", Role.ADMIN), Door.KEY, Instant.now());
    assertThat(door.http.get("/viewer", demoted).status()).isEqualTo(200);
    assertThat(door.http.get("/admin", demoted).status()).isEqualTo(403);
  }

  @Test
  void aTokenOfAGatewayWithoutLoginOpensNoOther() {
    String token =
        new Tokens(Door.KEY, InstantSource.system())
            .issue(Principal.LOCAL, Session.Source.LOCAL, Tokens.Use.API, Duration.ofMinutes(5));
    assertThat(door.http.get("/viewer", "Authorization: Bearer " + token).status()).isEqualTo(401);
  }

  @Test
  void aRouteThatForgotItsRoleIsRefusedToEverybody() {
    assertThat(door.http.get("/forgotten").status()).isEqualTo(401);
    RawHttp.Answer admin = door.http.get("/forgotten", tokenOf("ada"));
    assertThat(admin.status()).isEqualTo(403);
    assertThat(admin.body()).doesNotContain("secret");
    try (Door free = Door.open()) {
      assertThat(free.http.get("/forgotten").status()).isEqualTo(403);
    }
  }

  @Test
  void noSpellingOfAMethodOrPathGoesAround() {
    for (String path : List.of("/admin/", "/ADMIN", "//admin", "/./admin", "/x/../admin")) {
      assertThat(door.http.get(path).body()).as(path).doesNotContain("\"role\"");
    }
    for (String method : List.of("HEAD", "OPTIONS", "TRACE", "get", "PROPFIND")) {
      RawHttp.Answer answer = door.http.send(method, "/admin", new String[0], "");
      assertThat(answer.status()).as(method).isGreaterThanOrEqualTo(400);
      assertThat(answer.body()).doesNotContain("\"role\"");
    }
    RawHttp.Answer override =
        door.http.post("/admin", "", "X-HTTP-Method-Override: GET", "X-Original-URL: /anyone");
    assertThat(override.status()).isEqualTo(401);
  }

  @Test
  void whatABrokenRouteWasDoingIsNotTold() {
    RawHttp.Answer answer = door.http.get("/broken", tokenOf("vera"));
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("{\"detail\":\"Internal Server Error\"}");
  }

  @Test
  void withoutLoginEverybodyOnThisMachineMayDoEverything() {
    try (Door free = Door.open()) {
      assertThat(free.http.get("/admin").status()).isEqualTo(200);
      assertThat(free.http.get("/admin", "Authorization: Bearer whatever").status()).isEqualTo(200);
    }
  }
}
