package io.lethe.gateway.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.gateway.Desk;
import io.lethe.gateway.Gateway;
import io.lethe.gateway.Principal;
import io.lethe.gateway.Role;
import io.lethe.workflows.Wire;
import io.lethe.workflows.request.SchemaCheck;
import io.lethe.workflows.request.SchemaRefs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The API on a free port; every answer is held against the document. */
final class AirflowApi implements AutoCloseable {
  private static final Map<JsonNode, SchemaCheck> CHECKS = new ConcurrentHashMap<>();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Gateway gateway;

  AirflowApi(Desk desk) {
    gateway =
        Gateway.start(
            "127.0.0.1",
            0,
            List.of(
                config -> config.routes.beforeMatched(new Principal("ada", Role.ADMIN)::on),
                new AirflowRoutes(desk, "0.1.0", "abc")));
  }

  /**
   * An answer.
   *
   * @param status HTTP status
   * @param type media type
   * @param text body
   */
  record Answer(int status, String type, String text) {
    JsonNode json() {
      try {
        return Wire.mapper().readTree(text);
      } catch (IOException e) {
        throw new AssertionError(text, e);
      }
    }

    JsonNode at(String pointer) {
      return json().at(pointer);
    }
  }

  Answer get(String path) {
    return send("GET", path, null);
  }

  /** Sends a request to a path below {@code /api/v2}. */
  Answer send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/api/v2" + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      Answer answer =
          new Answer(
              response.statusCode(),
              response.headers().firstValue("Content-Type").orElse(""),
              response.body());
      documented(method, path.split("\\?", -1)[0], answer);
      return answer;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void documented(String method, String path, Answer answer) {
    Operation operation =
        ApiDocument.BUNDLED.operations().values().stream()
            .filter(o -> o.method().equals(method.toLowerCase(Locale.ROOT)))
            .filter(o -> ("/api/v2" + path).matches(o.path().replaceAll("\\{\\w+}", "[^/]+")))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no operation " + method + " " + path));
    JsonNode response = operation.schema().path("responses").path("" + answer.status());
    assertThat(response.isObject())
        .as("%s %s answers %s: %s", method, path, answer.status(), answer.text())
        .isTrue();
    String type = answer.type().split(";", -1)[0];
    JsonNode content = response.path("content").path(type);
    if (type.equals("application/json")) {
      assertThat(check(content.path("schema")).problems(answer.json()))
          .as("%s %s: %s", method, path, answer.text())
          .isEmpty();
    } else {
      assertThat(answer.status() == 204 || content.isObject()).isTrue();
    }
  }

  private static SchemaCheck check(JsonNode schema) {
    return CHECKS.computeIfAbsent(
        schema, s -> new SchemaCheck(SchemaRefs.inline(s, ApiDocument.BUNDLED.root())));
  }

  @Override
  public void close() {
    gateway.close();
  }
}
