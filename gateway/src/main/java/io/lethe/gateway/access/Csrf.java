package io.lethe.gateway.access;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The second proof of a browser's request: a cookie is sent by itself, a header only by a page that
 * could read the token. The token belongs to one session.
 */
public final class Csrf {
  /** The header that carries the token. */
  public static final String HEADER = "X-CSRF-Token";

  private static final String ATTRIBUTE = "lethe.csrf";

  private final GatewayKey key;

  Csrf(GatewayKey key) {
    this.key = key;
  }

  /** The token that this browser's further requests need; empty where the request had no cookie. */
  public static Optional<String> token(Context context) {
    return Optional.ofNullable(context.attribute(ATTRIBUTE));
  }

  /** The token of a session. */
  String token(Session session) {
    return HexFormat.of().formatHex(key.derive("csrf " + session.id()));
  }

  /** Notes the token for the handlers that follow, and refuses a change that comes without it. */
  void check(Context context, Session session) {
    String expected = token(session);
    context.attribute(ATTRIBUTE, expected);
    if (!BrowserRules.safe(context) && !matches(expected, context.header(HEADER))) {
      throw new ForbiddenResponse(HEADER + " is missing or of another session");
    }
  }

  private static boolean matches(String expected, String found) {
    return found != null
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), found.getBytes(StandardCharsets.UTF_8));
  }
}
