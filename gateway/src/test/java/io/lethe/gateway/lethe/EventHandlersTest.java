package io.lethe.gateway.lethe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.gateway.FakeDesk;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.RunState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventHandlersTest {
  private static final int PATIENCE_SECONDS = 20;

  private final FakeDesk desk = FakeDesk.withRuns();
  private final Api api = Api.of(desk);
  private final List<Ear> ears = new ArrayList<>();

  @AfterEach
  void stop() {
    ears.forEach(Ear::close);
    api.close();
  }

  /** A client that reads events in a thread of its own. */
  private final class Ear implements AutoCloseable {
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> comments = new LinkedBlockingQueue<>();
    private final Stream<String> lines;
    private final InputStream body;

    Ear(String path, Optional<String> lastEventId) throws Exception {
      var request = api.request(path).header("Accept", "text/event-stream");
      lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
      var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
      body = answer.body();
      lines = new BufferedReader(new InputStreamReader(body, UTF_8)).lines();
      Thread reader = new Thread(this::read, "ear");
      reader.setDaemon(true);
      reader.start();
      ears.add(this);
    }

    private void read() {
      String[] event = new String[3];
      try {
        lines.forEach(
            line -> {
              if (line.startsWith(":")) {
                comments.add(line);
              } else if (line.startsWith("id: ")) {
                event[0] = line.substring(4);
              } else if (line.startsWith("event: ")) {
                event[1] = line.substring(7);
              } else if (line.startsWith("data: ")) {
                event[2] = line.substring(6);
              } else if (line.isEmpty() && event[2] != null) {
                told.add(new Told(event[0], event[1], event[2]));
                event[2] = null;
              }
            });
      } catch (UncheckedIOException e) {
        // The test has hung up.
      }
    }

    /** The next event of that name about that run. */
    Told hear(String name, String run) throws Exception {
      while (true) {
        Told next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("an event %s about %s", name, run).isNotNull();
        if (next.name().equals(name)
            && (name.equals("progress") || next.json().path("name").asText().equals(run))) {
          return next;
        }
      }
    }

    @Override
    public void close() {
      try {
        body.close();
      } catch (IOException e) {
        // It is gone anyway.
      }
    }
  }

  private record Told(String id, String name, String data) {
    JsonNode json() throws IOException {
      return Wire.mapper().readTree(data);
    }
  }

  private static Progress step(long step) {
    return new Progress(
        "unlearn", "forget", 1, 3, step, 120, Optional.of(0.5), Optional.empty(), Optional.empty());
  }

  @Test
  void everyListenerIsToldHowThingsStandAndWhatChanges() throws Exception {
    Ear first = new Ear("/events", Optional.empty());
    Ear second = new Ear("/events", Optional.empty());
    for (Ear ear : List.of(first, second)) {
      Told told = ear.hear("run", "unlearn-running");
      assertThat(told.json().path("progress").path("step").asInt()).isEqualTo(40);
    }

    desk.progress("unlearn-running", step(41));
    for (Ear ear : List.of(first, second)) {
      Told told = ear.hear("run", "unlearn-running");
      assertThat(told.json().path("progress").path("step").asInt()).isEqualTo(41);
    }

    desk.end("unlearn-running", RunState.COMPLETED);
    Told ended = first.hear("run", "unlearn-running");
    assertThat(ended.json().path("state").asText()).isEqualTo("completed");
    assertThat(ended.json().has("progress")).isFalse();
  }

  @Test
  void oneRunIsFollowedByItself() throws Exception {
    Ear ear = new Ear("/runs/unlearn-running/events", Optional.empty());
    assertThat(ear.hear("state", "unlearn-running").json().path("state").asText())
        .isEqualTo("running");
    assertThat(ear.hear("progress", "").json().path("step").asInt()).isEqualTo(40);

    desk.progress("unlearn-running", step(77));
    Told told = ear.told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(told.name()).isEqualTo("progress");
    assertThat(told.json().path("step").asInt()).isEqualTo(77);

    desk.end("unlearn-running", RunState.FAILED);
    assertThat(ear.hear("state", "unlearn-running").json().path("state").asText())
        .isEqualTo("failed");
  }

  @Test
  void whoComesBackIsToldWhatChangedMeanwhile() throws Exception {
    Ear ear = new Ear("/events", Optional.empty());
    String last = "";
    for (int i = 0; i < desk.runs().size(); i++) {
      Told told = ear.told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(told).as("event %d", i).isNotNull();
      last = told.id();
    }
    ear.close();
    desk.end("unlearn-awaiting-approval", RunState.REJECTED);

    Ear back = new Ear("/events", Optional.of(last));
    Told told = back.told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(told.json().path("name").asText()).isEqualTo("unlearn-awaiting-approval");
    assertThat(told.json().path("state").asText()).isEqualTo("rejected");

    Ear stranger = new Ear("/events", Optional.of("another-7"));
    assertThat(stranger.hear("run", "unlearn-running").json().path("state").asText())
        .isEqualTo("running");
  }

  @Test
  void aQuietConnectionIsKeptAlive() throws Exception {
    Ear ear = new Ear("/runs/unlearn-published/events", Optional.empty());
    assertThat(ear.comments.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).startsWith(":");
  }

  @Test
  void onlySoManyMayListenAndPlacesAreFreeAgain() throws Exception {
    for (int i = 0; i < EventHub.MAX_LISTENERS; i++) {
      ears.add(new Ear("/events", Optional.empty()));
    }
    assertThat(status()).isEqualTo(503);

    ears.get(0).close();
    await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> status() == 200);
  }

  /** The status that another listener gets; it hangs up at once. */
  private int status() throws Exception {
    var answer =
        HttpClient.newHttpClient()
            .send(
                api.request("/events").header("Accept", "text/event-stream").build(),
                BodyHandlers.ofInputStream());
    answer.body().close();
    return answer.statusCode();
  }

  @Test
  void aClientThatAsksForSomethingElseIsTold() throws Exception {
    var answer = api.get("/events");
    assertThat(answer.statusCode()).isEqualTo(406);
    assertThat(Api.json(answer).path("detail").asText()).contains("text/event-stream");
  }
}
