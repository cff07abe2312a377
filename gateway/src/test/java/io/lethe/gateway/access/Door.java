package io.lethe.gateway.access;

import io.javalin.config.JavalinConfig;
import io.lethe.gateway.Gateway;
import io.lethe.gateway.Principal;
import io.lethe.gateway.Role;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A gateway with nothing behind its access control but a route for each role, {@code /viewer} and
 * so on, which answer GET and POST with who is asking.
 */
final class Door implements AutoCloseable {
  static final String PASSWORD = "correct horse";

  /** crypt(3) of the password, at the lowest cost that is allowed: it is checked often here. */
  private static final String HASH = "$2y$10$letheletheletheletheleuriMgHP8KC0c64yia1XcO9XKEv4fBbm";

  static final Users USERS =
      Users.parse(
          "vera:viewer:%1$s\nolga:operator:%1$s\nanna:approver:%1$s\nada:admin:%1$s\n"
              .formatted(HASH));

  static final GatewayKey KEY = GatewayKey.random();

  private final Gateway gateway;
  final RawHttp http;

  private Door(Gateway gateway) {
    this.gateway = gateway;
    this.http = new RawHttp(gateway.port());
  }

  static Door behind(AccessSettings settings) {
    return behind(new AccessControl(settings));
  }

  static Door behind(AccessControl control) {
    return new Door(Gateway.start("127.0.0.1", 0, List.of(control, Door::probes)));
  }

  /** A gateway with the four users. */
  static Door withUsers() {
    return behind(settings(USERS, Optional.empty()));
  }

  /** A gateway without login. */
  static Door open() {
    return behind(AccessSettings.on("127.0.0.1"));
  }

  static AccessSettings settings(Users users, Optional<OidcSettings> oidc) {
    return settings(users, oidc, Set.of(), Set.of(), false);
  }

  static AccessSettings settings(
      Users users,
      Optional<OidcSettings> oidc,
      Set<String> hosts,
      Set<String> origins,
      boolean behindProxy) {
    return new AccessSettings(
        "127.0.0.1",
        users,
        oidc,
        Optional.of(KEY),
        Duration.ofHours(1),
        Duration.ofHours(1),
        hosts,
        origins,
        behindProxy,
        AccessSettings.MAX_BODY_BYTES);
  }

  private static void probes(JavalinConfig config) {
    for (Role role : Role.values()) {
      String path = "/" + role.name().toLowerCase(Locale.ROOT);
      config.routes.get(path, context -> context.json(who(Principal.find(context))), role);
      config.routes.post(path, context -> context.result(context.body()), role);
    }
    config.routes.get("/forgotten", context -> context.result("secret"));
    config.routes.get(
        "/broken",
        context -> {
          throw new IllegalStateException("record-4711");
        },
        Role.VIEWER);
  }

  private static Map<String, String> who(Optional<Principal> principal) {
    return principal
        .map(known -> Map.of("name", known.name(), "role", known.role().name()))
        .orElse(Map.of());
  }

  static String credentials(String name, String password) {
    return "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(name, password);
  }

  /** The header with a fresh token of a user. */
  String bearer(String name) {
    return "Authorization: Bearer "
        + http.postJson("/auth/token", credentials(name, PASSWORD))
            .json()
            .path("access_token")
            .asText();
  }

  @Override
  public void close() {
    gateway.close();
  }
}
