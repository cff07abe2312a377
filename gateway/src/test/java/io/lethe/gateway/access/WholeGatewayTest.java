package io.lethe.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.config.JavalinConfig;
import io.javalin.router.Endpoint;
import io.javalin.security.Roles;
import io.javalin.security.RouteRole;
import io.lethe.gateway.FakeDesk;
import io.lethe.gateway.Gateway;
import io.lethe.gateway.Role;
import io.lethe.gateway.airflow.AirflowRoutes;
import io.lethe.gateway.lethe.LetheRoutes;
import io.lethe.gateway.ui.UiRoutes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every route there is, behind access control. */
class WholeGatewayTest {
  /** What needs no login; a route that joins it is a decision. */
  private static final Set<String> ANYONE =
      Set.of(
          "POST /auth/token",
          "POST /auth/token/cli",
          "GET /auth/token",
          "GET /login/ways",
          "POST /login",
          "GET /openapi.json",
          "GET /api/v2/version",
          "GET /api/v2/monitor/health",
          "GET /api/lethe/v1/openapi.json",
          "GET /",
          "GET /runs/{name}",
          "GET /compare/{name}",
          "GET /new",
          "GET /store",
          "GET /login");

  private static final List<JavalinConfig> CONFIGS = new ArrayList<>();
  private static Gateway gateway;
  private static RawHttp http;

  @BeforeAll
  static void open() {
    FakeDesk desk = FakeDesk.withRuns();
    gateway =
        Gateway.start(
            "127.0.0.1",
            0,
            List.of(
                new AccessControl(Door.settings(Door.USERS, Optional.empty())),
                new AirflowRoutes(desk, "0", "unknown"),
                new LetheRoutes(desk),
                new UiRoutes(),
                CONFIGS::add));
    http = new RawHttp(gateway.port());
  }

  @AfterAll
  static void close() {
    gateway.close();
  }

  private static List<Endpoint> routes() {
    return CONFIGS.get(0).unsafe.internalRouter.allHttpHandlers().stream()
        .map(parsed -> parsed.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod())
        .toList();
  }

  private static String line(Endpoint route) {
    return route.method + " " + route.path;
  }

  private static Set<RouteRole> roles(Endpoint route) {
    Roles roles = route.metadata(Roles.class);
    return roles == null ? Set.of() : Set.copyOf(roles.getRoles());
  }

  @Test
  void everyRouteAsksForOneRoleAndTheOpenOnesAreKnown() {
    assertThat(routes()).hasSizeGreaterThan(50);
    assertThat(routes())
        .allSatisfy(
            route ->
                assertThat(roles(route)).as(line(route)).singleElement().isInstanceOf(Role.class));
    assertThat(
            routes().stream()
                .filter(route -> roles(route).contains(Role.ANYONE))
                .map(WholeGatewayTest::line)
                .collect(Collectors.toSet()))
        .isEqualTo(ANYONE);
  }

  @Test
  void everyOtherRouteRefusesStrangers() {
    for (Endpoint route : routes()) {
      if (!ANYONE.contains(line(route))) {
        String path = route.path.replaceAll("[{<][a-zA-Z_]+[}>]", "x");
        RawHttp.Answer answer = http.send(route.method.name(), path, new String[0], "");
        assertThat(answer.status()).as(line(route)).isEqualTo(401);
        assertThat(answer.detail()).isEqualTo("Not authenticated");
      }
    }
  }

  @Test
  void whatChangesSomethingIsNotForViewers() {
    for (Endpoint route : routes()) {
      boolean reads = route.method.name().equals("GET");
      if (!reads && !ANYONE.contains(line(route)) && !line(route).equals("POST /logout")) {
        assertThat(roles(route)).as(line(route)).doesNotContain(Role.VIEWER);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ui/../page.html",
        "/ui/%2e%2e/page.html",
        "/ui/..%2fpage.html",
        "/ui/%2e%2e%2fpage.html",
        "/ui/..;/page.html",
        "/ui//etc/passwd",
        "/ui/%5c..%5cpage.html",
        "/ui/pico/../../../../../META-INF/MANIFEST.MF",
        "/ui/pico/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/META-INF/MANIFEST.MF",
        "/ui/style.css%00.js"
      })
  void noPathLeadsOutOfTheFilesOfTheUi(String path) {
    RawHttp.Answer answer = http.get(path);
    assertThat(answer.status()).isIn(400, 401, 404);
    assertThat(answer.body()).doesNotContain("app.js", "Manifest-Version", "root:");
  }

  @Test
  void theFilesOfTheUiHaveTheSamePolicyAsEverythingElse() {
    for (String path : List.of("/", "/login", "/ui/style.css", "/ui/app.js")) {
      RawHttp.Answer answer = http.get(path);
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertThat(answer.all("content-security-policy"))
          .as(path)
          .singleElement()
          .asString()
          .contains("default-src 'self'", "frame-ancestors 'none'", "form-action 'self'")
          .doesNotContain("unsafe", "data:", "http");
      assertThat(answer.header("x-content-type-options")).contains("nosniff");
    }
  }
}
