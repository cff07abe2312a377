package io.lethe.gateway.access;

import com.nimbusds.jwt.JWTClaimsSet;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import io.javalin.http.UnauthorizedResponse;
import io.lethe.gateway.Principal;
import io.lethe.gateway.Role;
import io.lethe.gateway.Routes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Logging a browser in at the OIDC issuer: authorization code with PKCE. What must be the same on
 * the way back travels in a signed cookie, so any gateway with the same key can end what another
 * began.
 */
final class OidcRoutes implements Routes {
  private static final String START = "/login/oidc";
  private static final String BACK = START + "/callback";
  private static final String TRIP = "lethe-oidc";
  private static final Duration TIME_TO_LOG_IN = Duration.ofMinutes(10);
  private static final String STATE = "state";
  private static final String NONCE = "nonce";
  private static final String VERIFIER = "verifier";

  private final OidcIssuer issuer;
  private final OidcCodeFlow flow;
  private final Tokens tokens;
  private final LoginRoutes sessions;

  OidcRoutes(OidcIssuer issuer, String clientId, Tokens tokens, LoginRoutes sessions) {
    this.issuer = issuer;
    this.flow = new OidcCodeFlow(issuer, clientId);
    this.tokens = tokens;
    this.sessions = sessions;
  }

  @Override
  public void add(JavalinConfig config) {
    config.routes.get(START, this::start, Role.ANYONE);
    config.routes.get(BACK, this::back, Role.ANYONE);
  }

  private void start(Context context) {
    Map<String, String> trip =
        Map.of(
            STATE, OidcCodeFlow.random(),
            NONCE, OidcCodeFlow.random(),
            VERIFIER, OidcCodeFlow.random());
    setTrip(context, tokens.sign(trip, Tokens.Use.OIDC_TRIP, TIME_TO_LOG_IN), TIME_TO_LOG_IN);
    context.redirect(
        flow.authorization(here(context), trip.get(STATE), trip.get(NONCE), trip.get(VERIFIER))
            .toString(),
        HttpStatus.SEE_OTHER);
  }

  private void back(Context context) {
    JWTClaimsSet trip =
        Optional.ofNullable(context.cookie(TRIP))
            .flatMap(token -> tokens.claims(token, Tokens.Use.OIDC_TRIP))
            .filter(claims -> same(claims.getClaim(STATE), context.queryParam(STATE)))
            .orElseThrow(() -> new UnauthorizedResponse("Not a login that began here"));
    setTrip(context, "", Duration.ZERO);
    Principal user =
        Optional.ofNullable(context.queryParam("code"))
            .flatMap(code -> flow.idToken(code, (String) trip.getClaim(VERIFIER), here(context)))
            .filter(claims -> same(trip.getClaim(NONCE), (String) claims.getClaim(NONCE)))
            .map(issuer::principal)
            .orElseThrow(() -> new UnauthorizedResponse("The OIDC issuer did not log you in"));
    if (user.role() == Role.ANYONE) {
      throw new ForbiddenResponse("The OIDC issuer gives you no role of Lethe's");
    }
    sessions.start(context, user, Session.Source.OIDC);
    context.redirect("/", HttpStatus.SEE_OTHER);
  }

  private static boolean same(Object expected, String found) {
    return expected instanceof String text
        && found != null
        && MessageDigest.isEqual(
            text.getBytes(StandardCharsets.UTF_8), found.getBytes(StandardCharsets.UTF_8));
  }

  private static String here(Context context) {
    return context.req().getScheme() + "://" + context.host() + BACK;
  }

  private static void setTrip(Context context, String token, Duration lifetime) {
    context.cookie(
        new Cookie(
            TRIP,
            token,
            START,
            (int) lifetime.toSeconds(),
            context.req().isSecure(),
            true,
            null,
            // The issuer's page leads back here: a strict cookie would not come along.
            SameSite.LAX));
  }
}
