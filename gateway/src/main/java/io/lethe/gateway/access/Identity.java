package io.lethe.gateway.access;

import io.javalin.http.Context;
import io.lethe.gateway.Principal;
import java.util.Optional;

/**
 * Finds out who sends a request: by bearer token, by cookie, or anybody where there is no login.
 */
final class Identity {
  private static final String BEARER = "Bearer ";

  private final AccessSettings settings;
  private final Tokens tokens;
  private final Csrf csrf;
  private final Optional<OidcIssuer> oidc;

  Identity(AccessSettings settings, Tokens tokens, Csrf csrf, Optional<OidcIssuer> oidc) {
    this.settings = settings;
    this.tokens = tokens;
    this.csrf = csrf;
    this.oidc = oidc;
  }

  /** The sender; empty where the request proves none. */
  Optional<Principal> of(Context context) {
    if (settings.open()) {
      return Optional.of(Principal.LOCAL);
    }
    String header = context.header("Authorization");
    return header == null ? ofCookie(context) : ofHeader(header);
  }

  private Optional<Principal> ofHeader(String header) {
    if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.empty();
    }
    String token = header.substring(BEARER.length()).strip();
    if (oidc.isPresent() && oidc.get().issued(token)) {
      return oidc.get().principalOf(token);
    }
    return tokens.session(token, Tokens.Use.API).flatMap(this::now);
  }

  private Optional<Principal> ofCookie(Context context) {
    Optional<Session> session =
        SessionCookie.read(context).flatMap(token -> tokens.session(token, Tokens.Use.BROWSER));
    Optional<Principal> principal = session.flatMap(this::now);
    if (principal.isPresent()) {
      csrf.check(context, session.get());
    }
    return principal;
  }

  /** A token does not outlive its user, nor a role that was taken away. */
  private Optional<Principal> now(Session session) {
    return switch (session.source()) {
      case PASSWORD -> settings.users().find(session.principal().name());
      case OIDC -> oidc.map(issuer -> session.principal());
      case LOCAL -> Optional.empty();
    };
  }
}
