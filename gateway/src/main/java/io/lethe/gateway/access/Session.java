package io.lethe.gateway.access;

import io.lethe.gateway.Principal;

/**
 * What a token of this gateway says.
 *
 * @param id of the token
 * @param principal whose it is
 * @param source who vouched for the user
 */
record Session(String id, Principal principal, Source source) {
  /** Who vouched for a user. */
  enum Source {
    /** The users file. */
    PASSWORD,
    /** The OIDC issuer. */
    OIDC,
    /** Nobody: a gateway without login. */
    LOCAL
  }
}
