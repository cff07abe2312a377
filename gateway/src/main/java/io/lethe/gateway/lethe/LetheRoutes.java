package io.lethe.gateway.lethe;

import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.lethe.gateway.Desk;
import io.lethe.gateway.LiveStates;
import io.lethe.gateway.Principal;
import io.lethe.gateway.Role;
import io.lethe.gateway.Routes;
import io.lethe.gateway.access.Csrf;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Lethe's own API, {@code /api/lethe/v1}. */
public final class LetheRoutes implements Routes {
  /** What every path begins with. */
  public static final String BASE = "/api/lethe/v1";

  private static final String DOCUMENT = "/io/lethe/gateway/openapi-lethe.json";

  private final LiveStates live;
  private final EventHub hub;
  private final RunHandlers runs;
  private final CatalogHandlers catalog;
  private final ArtifactHandlers artifacts;
  private final ReportHandlers reports;
  private final RunLog log;
  private final EventHandlers events;

  /** The routes to a desk. */
  public LetheRoutes(Desk desk) {
    this(desk, EventHandlers.KEEP_ALIVE);
  }

  LetheRoutes(Desk desk, Duration keepAlive) {
    live = new LiveStates(desk);
    Cards cards = new Cards(live);
    hub = new EventHub(desk, cards);
    runs = new RunHandlers(desk, cards);
    catalog = new CatalogHandlers(desk);
    artifacts = new ArtifactHandlers(desk);
    reports = new ReportHandlers(desk);
    log = new RunLog(desk);
    events = new EventHandlers(desk, hub, keepAlive);
  }

  @Override
  public void add(JavalinConfig config) {
    RoutesConfig routes = config.routes;
    get(routes, "/openapi.json", LetheRoutes::document, Role.ANYONE);
    get(routes, "/me", LetheRoutes::me);
    get(routes, "/schema", catalog::schema);
    get(routes, "/presets", catalog::presets);
    get(routes, "/presets/{group}/{preset}", catalog::preset);
    get(routes, "/models", catalog::models);
    get(routes, "/datasets", catalog::datasets);
    post(routes, "/plan", runs::plan, Role.OPERATOR);
    get(routes, "/runs", runs::list);
    post(routes, "/runs", runs::start, Role.OPERATOR);
    get(routes, "/runs/{name}", runs::show);
    post(routes, "/runs/{name}/cancel", runs::cancel, Role.OPERATOR);
    post(routes, "/runs/{name}/retry", runs::retry, Role.OPERATOR);
    post(routes, "/runs/{name}/approve", runs::approve, Role.APPROVER);
    post(routes, "/runs/{name}/reject", runs::reject, Role.APPROVER);
    get(routes, "/runs/{name}/loss", artifacts::loss);
    get(routes, "/runs/{name}/shares", artifacts::shares);
    get(routes, "/runs/{name}/log", log::show);
    get(routes, "/runs/{name}/artifacts", artifacts::list);
    get(routes, "/runs/{name}/artifacts/{role}", artifacts::download, Role.OPERATOR);
    get(routes, "/runs/{name}/report", reports::report);
    get(routes, "/runs/{name}/images", reports::images);
    get(routes, "/runs/{name}/images/{file}", reports::image);
    get(routes, "/runs/{name}/events", events::one);
    get(routes, "/events", events::all);
    config.events.serverStopping(this::close);
  }

  private static void get(RoutesConfig routes, String path, Handler handler) {
    get(routes, path, handler, Role.VIEWER);
  }

  private static void get(RoutesConfig routes, String path, Handler handler, Role role) {
    routes.get(BASE + path, Answers.guarded(handler), role);
  }

  private static void post(RoutesConfig routes, String path, Handler handler, Role role) {
    routes.post(BASE + path, Answers.guarded(handler), role);
  }

  /**
   * Who sends the request.
   *
   * @param name the user's name; empty where there is no login
   * @param role what the user may do
   * @param csrf token of a browser's session
   */
  record Me(String name, String role, Optional<String> csrf) {}

  private static void me(Context context) {
    Principal principal = Principal.of(context);
    context.json(
        new Me(
            principal.name(),
            principal.role().name().toLowerCase(Locale.ROOT),
            Csrf.token(context)));
  }

  private static void document(Context context) throws IOException {
    try (InputStream in = LetheRoutes.class.getResourceAsStream(DOCUMENT)) {
      context.contentType("application/json").result(in.readAllBytes());
    }
  }

  private void close() {
    hub.close();
    live.close();
  }
}
