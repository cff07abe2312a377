package io.lethe.gateway.access;

import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.Problem;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An OpenID Connect issuer whose tokens the gateway accepts.
 *
 * @param issuer as the tokens name it; its discovery document lies below
 * @param audience that an access token must name
 * @param roleClaim claim with the role, or a list of roles; dots lead into nested claims. Counted
 *     are the names of Lethe's roles, also with {@code lethe-} in front; the highest holds
 * @param clientId of the browser's login; empty where browsers do not log in at the issuer
 * @param clientSecret where the issuer wants one beside PKCE
 */
public record OidcSettings(
    URI issuer,
    String audience,
    String roleClaim,
    Optional<String> clientId,
    Optional<String> clientSecret) {
  /** The claim that is read where no other is named. */
  public static final String DEFAULT_ROLE_CLAIM = "roles";

  /**
   * Checks the parts.
   *
   * @throws InvalidRequestException naming those that are wrong
   */
  public OidcSettings {
    List<Problem> problems = new ArrayList<>();
    if (!Loopback.isSafe(issuer)) {
      problems.add(
          new Problem("OIDC issuer", "'" + issuer + "'", "an https URL; http for loopback only"));
    }
    if (audience.isBlank()) {
      problems.add(new Problem("OIDC audience", "nothing", "the audience of the access tokens"));
    }
    if (roleClaim.isBlank()) {
      problems.add(new Problem("OIDC role claim", "nothing", "the name of a claim"));
    }
    if (!problems.isEmpty()) {
      throw new InvalidRequestException(problems);
    }
  }

  /** Names everything but the secret. */
  @Override
  public String toString() {
    return "OidcSettings[issuer=%s, audience=%s, roleClaim=%s]"
        .formatted(issuer, audience, roleClaim);
  }
}
