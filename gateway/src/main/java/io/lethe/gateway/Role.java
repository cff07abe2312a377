package io.lethe.gateway;

import io.javalin.security.RouteRole;

/** What a user may do; each role may do what those before it may. */
public enum Role implements RouteRole {
  /** Needs no login: health, version, login itself, the files of the web UI. */
  ANYONE,
  /** Sees runs and results. */
  VIEWER,
  /** Starts, cancels and retries runs. */
  OPERATOR,
  /** Decides about runs that wait for an approval. */
  APPROVER,
  /** Pauses, deletes. */
  ADMIN;

  /** Whether a user with this role may use a route that asks for the other. */
  public boolean covers(Role asked) {
    return compareTo(asked) >= 0;
  }
}
