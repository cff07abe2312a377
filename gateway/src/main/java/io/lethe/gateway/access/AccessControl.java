package io.lethe.gateway.access;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.UnauthorizedResponse;
import io.javalin.security.RouteRole;
import io.lethe.gateway.Principal;
import io.lethe.gateway.Role;
import io.lethe.gateway.Routes;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that decides whether a request may pass. Comes first among the parts of a gateway;
 * a route without a role is refused.
 */
public final class AccessControl implements Routes {
  private static final Logger LOG = LoggerFactory.getLogger(AccessControl.class);

  private final AccessSettings settings;
  private final Optional<OidcIssuer> oidc;
  private final Tokens tokens;
  private final BrowserRules browsers;
  private final Identity identity;
  private final LoginRoutes logins;

  /** Creates the control. */
  public AccessControl(AccessSettings settings) {
    this(settings, InstantSource.system());
  }

  AccessControl(AccessSettings settings, InstantSource clock) {
    GatewayKey key = settings.key().orElseGet(GatewayKey::random);
    Csrf csrf = new Csrf(key);
    this.settings = settings;
    this.oidc = settings.oidc().map(OidcIssuer::new);
    this.tokens = new Tokens(key, clock);
    this.browsers = new BrowserRules(settings);
    this.identity = new Identity(settings, tokens, csrf, oidc);
    this.logins =
        new LoginRoutes(settings, tokens, csrf, new PasswordLogin(settings.users(), clock));
  }

  @Override
  public void add(JavalinConfig config) {
    config.events.serverStarting(() -> requireHost(config.jetty.host));
    config.requestLogger.http(new AccessLog());
    ErrorAnswers.add(config);
    config.routes.before(browsers::check);
    HttpLimits.add(config, settings);
    config.routes.beforeMatched(this::enforce);
    logins.add(config);
    oidc.flatMap(issuer -> browserLogin(issuer)).ifPresent(routes -> routes.add(config));
  }

  /** What was checked for one address must not be served on another. */
  private void requireHost(String host) {
    if (!settings.host().equals(host)) {
      throw new IllegalStateException(
          "listens on '%s', but access was set up for '%s'".formatted(host, settings.host()));
    }
  }

  private Optional<Routes> browserLogin(OidcIssuer issuer) {
    return issuer
        .settings()
        .clientId()
        .map(clientId -> new OidcRoutes(issuer, clientId, tokens, logins));
  }

  private void enforce(Context context) {
    Set<RouteRole> asked = context.routeRoles();
    if (asked.contains(Role.ANYONE)) {
      return;
    }
    Principal principal =
        identity
            .of(context)
            .orElseThrow(
                () -> {
                  context.header("WWW-Authenticate", "Bearer");
                  return new UnauthorizedResponse("Not authenticated");
                });
    principal.on(context);
    if (asked.isEmpty()) {
      LOG.error("{} {} asks for no role; it is refused", context.method(), context.path());
    }
    if (asked.stream()
        .noneMatch(role -> role instanceof Role own && principal.role().covers(own))) {
      throw new ForbiddenResponse("Forbidden");
    }
  }
}
