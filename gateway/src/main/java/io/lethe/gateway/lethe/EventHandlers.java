package io.lethe.gateway.lethe;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.sse.Emitter;
import io.lethe.gateway.Desk;
import io.lethe.workflows.Wire;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
      write(context.res(), listener);
    } finally {
      hub.leave(listener);
    }
  }

  private static HttpResponseException full() {
    return new HttpResponseException(
        HttpStatus.SERVICE_UNAVAILABLE.getCode(),
        "%d clients listen already; ask for /runs now and then instead"
            .formatted(EventHub.MAX_LISTENERS));
  }

  /**
   * Writes until the client is gone, in the thread of its request: Jetty takes an asynchronous
   * response away from under whoever writes to it when the client hangs up. A client that does not
   * read blocks this thread alone, until the server's idle timeout drops its connection.
   */
  private void write(HttpServletResponse response, Listener listener)
      throws IOException, InterruptedException {
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.setContentType(STREAM);
    response.setHeader(Header.CACHE_CONTROL, "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    response.flushBuffer();
    Emitter client = new Emitter(response);
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!client.getClosed() && !listener.closed() && System.nanoTime() < end) {
      Optional<Listener.Event> event = listener.next(keepAlive);
      if (event.isPresent()) {
        client.emit(event.get().name(), json(event.get().data()), event.get().id());
      } else {
        client.emit("still here");
      }
    }
  }

  private static InputStream json(Object data) throws IOException {
    return new ByteArrayInputStream(Wire.mapper().writeValueAsBytes(data));
  }
}
