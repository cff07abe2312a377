package io.lethe.worker.serve;

import io.lethe.gateway.Desk;
import io.lethe.gateway.Gateway;
import io.lethe.gateway.Principal;
import io.lethe.gateway.Routes;
import io.lethe.worker.runtime.Session;
import java.util.List;

/** The gateway of a session: the desk, and the HTTP server in front of it. */
public final class GatewayServer implements AutoCloseable {
  private final SessionDesk desk;
  private final Gateway gateway;

  private GatewayServer(SessionDesk desk, Gateway gateway) {
    this.desk = desk;
    this.gateway = gateway;
  }

  /**
   * Opens the desk and starts to listen.
   *
   * @param session stays the caller's
   * @param host address to bind to
   * @param port 0 for a free one
   */
  public static GatewayServer start(Session session, String host, int port) {
    SessionDesk desk = SessionDesk.open(session);
    try {
      return new GatewayServer(desk, Gateway.start(host, port, parts(desk)));
    } catch (RuntimeException e) {
      desk.close();
      throw e;
    }
  }

  private static List<Routes> parts(Desk desk) {
    return List.of(
        config -> config.routes.beforeMatched(context -> Principal.LOCAL.on(context)));
  }

  /** The port it listens on. */
  public int port() {
    return gateway.port();
  }

  /** Finishes the requests under way, then stops. */
  @Override
  public void close() {
    gateway.close();
    desk.close();
  }
}
