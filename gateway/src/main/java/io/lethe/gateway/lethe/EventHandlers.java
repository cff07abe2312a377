package io.lethe.gateway.lethe;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import io.lethe.gateway.Desk;
import java.time.Duration;
import java.util.Optional;

/** Server-sent events: what changes, as long as a client listens. */
final class EventHandlers {
  /** Half of what proxies and Jetty wait for on a connection without a byte. */
  static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  /** A client comes back after it, and is let in anew: its rights may have changed. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private static final String STREAM = "text/event-stream";

  private final Desk desk;
  private final EventHub hub;
  private final Duration keepAlive;

  EventHandlers(Desk desk, EventHub hub, Duration keepAlive) {
    this.desk = desk;
    this.hub = hub;
    this.keepAlive = keepAlive;
  }

  void all(Context context) throws Exception {
    serve(context, Optional.empty());
  }

  void one(Context context) throws Exception {
    serve(context, Optional.of(RunHandlers.entry(desk, context).name()));
  }

  private void serve(Context context, Optional<String> run) throws Exception {
    String accept = Optional.ofNullable(context.header(Header.ACCEPT)).orElse("");
    if (!accept.contains(STREAM)) {
      throw new HttpResponseException(
          HttpStatus.NOT_ACCEPTABLE.getCode(),
          "Accept: found '%s'; allowed: %s".formatted(accept, STREAM));
    }
    Listener listener =
        hub.listen(run, Optional.ofNullable(context.header("Last-Event-ID")))
            .orElseThrow(EventHandlers::full);
    try {
      new SseHandler(client -> write(client, listener)).handle(context);
    } catch (RuntimeException e) {
      hub.leave(listener);
      throw e;
    }
  }

  private static HttpResponseException full() {
    return new HttpResponseException(
        HttpStatus.SERVICE_UNAVAILABLE.getCode(),
        "%d clients listen already; ask for /runs now and then instead"
            .formatted(EventHub.MAX_LISTENERS));
  }

  /**
   * Writes until the client is gone. One that does not read blocks this thread alone, until the
   * server's idle timeout drops its connection.
   */
  private void write(SseClient client, Listener listener) {
    long end = System.nanoTime() + LONGEST.toNanos();
    try {
      while (!client.terminated() && !listener.closed() && System.nanoTime() < end) {
        Optional<Listener.Event> event = listener.next(keepAlive);
        if (event.isPresent()) {
          client.sendEvent(event.get().name(), event.get().data(), event.get().id());
        } else {
          client.sendComment("still here");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      hub.leave(listener);
      client.close();
    }
  }
}
