package io.lethe.gateway;

import io.javalin.http.Context;
import java.util.Optional;

/**
 * Who sends a request.
 *
 * @param name the user's name; empty where there is no login
 * @param role what the user may do
 */
public record Principal(String name, Role role) {
  private static final String ATTRIBUTE = "lethe.principal";

  /** Everybody, where the gateway listens on the loopback address and has no users. */
  public static final Principal LOCAL = new Principal("", Role.ADMIN);

  /** The sender of the request, as access control has found. */
  public static Principal of(Context context) {
    return find(context)
        .orElseThrow(() -> new IllegalStateException("a route without access control"));
  }

  /** The sender, where access control has found one already. */
  public static Optional<Principal> find(Context context) {
    return Optional.ofNullable(context.attribute(ATTRIBUTE));
  }

  /** Notes the sender for the handlers that follow. */
  public void on(Context context) {
    context.attribute(ATTRIBUTE, this);
  }
}
