package io.lethe.gateway.lethe;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.JavalinConfig;
import io.lethe.gateway.Desk;
import io.lethe.gateway.Gateway;
import io.lethe.gateway.Principal;
import io.lethe.gateway.Role;
import io.lethe.gateway.Routes;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** The API on a free port, asked over HTTP; every answer is held against its document. */
final class Api implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final OpenApi document = OpenApi.bundled();
  private final Gateway gateway;

  private Api(Gateway gateway) {
    this.gateway = gateway;
  }

  /** Before this desk, for a user who may do everything. */
  static Api of(Desk desk) {
    return of(new LetheRoutes(desk, Duration.ofMillis(200)));
  }

  static Api of(Routes routes) {
    return new Api(Gateway.start("127.0.0.1", 0, List.of(Api::everybody, routes)));
  }

  private static void everybody(JavalinConfig config) {
    config.routes.beforeMatched(new Principal("ada", Role.ADMIN)::on);
  }

  int port() {
    return gateway.port();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + port() + LetheRoutes.BASE + path));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request(path).build(), BodyHandlers.ofString());
    document.check("GET", answer);
    return answer;
  }

  HttpResponse<byte[]> bytes(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  HttpResponse<String> post(String path, String type, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            request(path)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    document.check("POST", answer);
    return answer;
  }

  static JsonNode json(HttpResponse<String> answer) throws IOException {
    return Wire.mapper().readTree(answer.body());
  }

  @Override
  public void close() {
    gateway.close();
  }
}
