package io.lethe.gateway.access;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.util.Optional;

/** The cookie of a browser that has logged in: out of reach for scripts and for other sites. */
final class SessionCookie {
  private static final String PLAIN = "lethe";

  /** Browsers take a cookie of this prefix only over TLS, from this very host. */
  private static final String SECURE = "__Host-lethe";

  private SessionCookie() {}

  static Optional<String> read(Context context) {
    return Optional.ofNullable(context.cookie(name(context)));
  }

  static void write(Context context, String token, Duration lifetime) {
    set(context, token, (int) lifetime.toSeconds());
  }

  static void clear(Context context) {
    set(context, "", 0);
  }

  private static void set(Context context, String value, int seconds) {
    context.cookie(
        new Cookie(
            name(context),
            value,
            "/",
            seconds,
            context.req().isSecure(),
            true,
            null,
            SameSite.STRICT));
  }

  private static String name(Context context) {
    return context.req().isSecure() ? SECURE : PLAIN;
  }
}
