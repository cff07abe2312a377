package io.lethe.gateway;

import io.javalin.http.Context;

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
    Principal principal = context.attribute(ATTRIBUTE);
    if (principal == null) {
      throw new IllegalStateException("a route without access control");
    }
    return principal;
  }

  /** Notes the sender for the handlers that follow. */
  public void on(Context context) {
    context.attribute(ATTRIBUTE, this);
  }
}
