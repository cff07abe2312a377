package io.lethe.gateway;

import io.javalin.Javalin;
import io.javalin.json.JavalinJackson;
import io.javalin.util.JavalinBindException;
import io.lethe.workflows.Wire;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.List;

/** The HTTP server: routes of the APIs and of the web UI behind one access control. */
public final class Gateway implements AutoCloseable {
  private final Javalin server;

  private Gateway(Javalin server) {
    this.server = server;
  }

  /**
   * Starts to listen.
   *
   * @param host address to bind to
   * @param port 0 for a free one
   * @param parts access control first, then APIs and UI
   * @throws UncheckedIOException of a {@link BindException} if the port is taken
   */
  public static Gateway start(String host, int port, List<Routes> parts) {
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.jsonMapper(new JavalinJackson(Wire.mapper(), false));
              parts.forEach(part -> part.add(config));
            });
    try {
      server.start(host, port);
    } catch (JavalinBindException e) {
      throw new UncheckedIOException(
          new BindException("%s:%d: another process listens there".formatted(host, port)));
    }
    return new Gateway(server);
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** Finishes the requests under way, then stops. */
  @Override
  public void close() {
    server.stop();
  }
}
