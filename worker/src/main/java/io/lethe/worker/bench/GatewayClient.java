package io.lethe.worker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.gateway.access.AccessSettings;
import io.lethe.gateway.access.Buckets;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.serve.GatewayServer;
import io.lethe.workflows.Wire;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestFormat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;

/** A gateway in this process, and somebody who speaks HTTP with it. */
final class GatewayClient implements AutoCloseable {
  private static final String RUNS = "/api/lethe/v1/runs";

  private final long begin = System.nanoTime();
  private final HttpClient http = HttpClient.newHttpClient();
  private final GatewayServer gateway;

  private GatewayClient(GatewayServer gateway) {
    this.gateway = gateway;
  }

  static GatewayClient start(Session session) {
    return new GatewayClient(
        GatewayServer.start(
            session, AccessSettings.on("127.0.0.1"), new Buckets(Buckets.DEFAULT), 0));
  }

  /** Seconds since its start. */
  double age() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) / 1000.0;
  }

  /** Starts a run; gives its name. */
  String trigger(Request request) throws IOException, InterruptedException {
    HttpRequest.Builder post =
        HttpRequest.newBuilder(URI.create(gateway.address() + RUNS))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(RequestFormat.json(request)));
    return send(post, 201).path("name").asText();
  }

  /** The newest runs. */
  JsonNode page(int size) throws IOException, InterruptedException {
    JsonNode page = send(get("?limit=" + size), 200);
    if (page.path("runs").size() != size) {
      throw new IOException("a page of " + page.path("runs").size());
    }
    return page;
  }

  /** How many runs it lists. */
  int runs() throws IOException, InterruptedException {
    return send(get("?limit=1"), 200).path("total").asInt();
  }

  private HttpRequest.Builder get(String query) {
    return HttpRequest.newBuilder(URI.create(gateway.address() + RUNS + query));
  }

  private JsonNode send(HttpRequest.Builder request, int expected)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != expected) {
      throw new IOException("status %d: %s".formatted(answer.statusCode(), answer.body()));
    }
    return Wire.mapper().readTree(answer.body());
  }

  @Override
  public void close() {
    gateway.close();
  }
}
