package io.lethe.worker.serve;

import io.lethe.gateway.Desk;
import io.lethe.gateway.Gateway;
import io.lethe.gateway.Routes;
import io.lethe.gateway.access.AccessControl;
import io.lethe.gateway.access.AccessSettings;
import io.lethe.gateway.access.Buckets;
import io.lethe.gateway.access.ConfinedDesk;
import io.lethe.gateway.airflow.AirflowRoutes;
import io.lethe.gateway.lethe.LetheRoutes;
import io.lethe.gateway.ui.UiRoutes;
import io.lethe.worker.runtime.Build;
import io.lethe.worker.runtime.Session;
import java.util.List;

/** The gateway of a session: the desk, and the HTTP server in front of it. */
public final class GatewayServer implements AutoCloseable {
  private final SessionDesk desk;
  private final Gateway gateway;
  private final String host;

  private GatewayServer(SessionDesk desk, Gateway gateway, String host) {
    this.desk = desk;
    this.gateway = gateway;
    this.host = host;
  }

  /**
   * Opens the desk and starts to listen.
   *
   * @param session stays the caller's
   * @param access who may do what; where it has no key, the one in the store signs tokens
   * @param buckets what people may name
   * @param port 0 for a free one
   * @throws java.io.UncheckedIOException of a {@link java.net.BindException} if the port is taken
   */
  public static GatewayServer start(
      Session session, AccessSettings access, Buckets buckets, int port) {
    SessionDesk desk = SessionDesk.open(session);
    try {
      AccessSettings keyed =
          access.key().isPresent() ? access : access.with(TokenKey.of(session.store()));
      List<Routes> parts = parts(keyed, new ConfinedDesk(desk, buckets));
      return new GatewayServer(desk, Gateway.start(access.host(), port, parts), access.host());
    } catch (RuntimeException e) {
      desk.close();
      throw e;
    }
  }

  private static List<Routes> parts(AccessSettings access, Desk desk) {
    Build build = Build.current();
    return List.of(
        new AccessControl(access),
        new AirflowRoutes(desk, build.version(), build.commit().orElse("unknown")),
        new LetheRoutes(desk),
        new UiRoutes());
  }

  /** Where it listens, as people type it. */
  public String address() {
    return "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, gateway.port());
  }

  /** Finishes the requests under way, then stops. */
  @Override
  public void close() {
    gateway.close();
    desk.close();
  }
}
