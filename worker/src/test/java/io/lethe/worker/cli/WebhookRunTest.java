package io.lethe.worker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.TinyProject;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookRunTest {
  @TempDir private Path folder;

  @Test
  void receiverThatStumblesTwiceIsToldInTheEndUnderTheSameId() throws IOException {
    List<String> ids = new CopyOnWriteArrayList<>();
    List<String> bodies = new CopyOnWriteArrayList<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/hook",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          ids.add(exchange.getRequestHeaders().getFirst("webhook-id"));
          exchange.sendResponseHeaders(ids.size() < 3 ? 500 : 200, -1);
          exchange.close();
        });
    receiver.start();
    try {
      TinyProject project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
      project.request("tiny.yaml", TinyProject.training("told"));
      CommandLineHarness person =
          new CommandLineHarness(project.folder(), folder)
              .with(
                  Map.of(
                      "LETHE_WEBHOOK_URL",
                      "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook",
                      "LETHE_WEBHOOK_SECRET",
                      "whsec_" + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="));

      Outcome outcome = person.lethe("run", "-f", "tiny.yaml", "--embedded", "--json");

      assertThat(outcome.code()).as(outcome.err()).isZero();
      JsonNode result = Wire.mapper().readTree(outcome.out());
      assertThat(result.path("warnings").toString()).doesNotContain("notification");
      assertThat(ids).hasSize(3).containsOnly(ids.get(0));
      assertThat(bodies).containsOnly(bodies.get(0));
      assertThat(bodies.get(0))
          .contains("\"run.ended\"", "\"told\"")
          .as("no id of a record")
          .doesNotContain("train/");
    } finally {
      receiver.stop(0);
    }
  }
}
