package io.lethe.gateway.lethe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.JavalinConfig;
import io.javalin.router.Endpoint;
import io.javalin.security.Roles;
import io.lethe.gateway.FakeDesk;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OpenApiTest {
  private final FakeDesk desk = FakeDesk.withRuns();

  /** Least role by method and path, of the routes. */
  private Map<String, String> registered() {
    AtomicReference<JavalinConfig> seen = new AtomicReference<>();
    LetheRoutes routes = new LetheRoutes(desk);
    try (Api api =
        Api.of(
            config -> {
              routes.add(config);
              seen.set(config);
            })) {
      assertThat(api.port()).isPositive();
      return seen.get().unsafe.internalRouter.allHttpHandlers().stream()
          .map(parsed -> parsed.endpoint)
          .filter(endpoint -> endpoint.path.startsWith(LetheRoutes.BASE))
          .collect(
              Collectors.toMap(
                  OpenApiTest::operation, OpenApiTest::role, (a, b) -> a, TreeMap::new));
    }
  }

  private static String operation(Endpoint endpoint) {
    return endpoint.method.name().toLowerCase(Locale.ROOT) + " " + endpoint.path;
  }

  private static String role(Endpoint endpoint) {
    Roles roles = endpoint.metadata(Roles.class);
    return roles.getRoles().stream()
        .map(role -> role.toString().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" or "));
  }

  @Test
  void everyRouteIsDocumentedWithItsRoleAndNothingElse() {
    Map<String, String> documented = new TreeMap<>();
    OpenApi.bundled()
        .paths()
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation ->
                            documented.put(
                                operation.getKey() + " " + path.getKey(),
                                operation.getValue().path("x-role").asText())));

    assertThat(documented).hasSizeGreaterThan(20).isEqualTo(registered());
  }

  @Test
  void namesOfOperationsAreTheirOwn() {
    var ids = OpenApi.bundled().paths().findValuesAsText("operationId");
    assertThat(Set.copyOf(ids)).hasSameSizeAs(ids);
  }

  @Test
  void everyAnswerHasTheFormOfTheDocument() throws Exception {
    try (Api api = Api.of(desk)) {
      for (String path :
          new String[] {
            "/openapi.json", "/me", "/schema", "/presets", "/models", "/datasets", "/runs"
          }) {
        assertThat(api.get(path).statusCode()).as(path).isEqualTo(200);
      }
      JsonNode preset = Api.json(api.get("/presets")).path(0);
      assertThat(api.get("/presets/" + preset.path("name").asText()).body())
          .contains(preset.path("description").asText());
      assertThat(api.get("/presets/paper/none").statusCode()).isEqualTo(404);
      for (JsonNode run : Api.json(api.get("/runs?limit=1000")).path("runs")) {
        String name = "/runs/" + run.path("name").asText();
        for (String part : new String[] {"", "/log", "/artifacts", "/images"}) {
          assertThat(api.get(name + part).statusCode()).as(name + part).isEqualTo(200);
        }
        assertThat(api.get(name + "/report").statusCode()).isIn(200, 409);
      }
    }
  }
}
