package io.lethe.gateway.access;

import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a gateway is protected.
 *
 * @param host address it listens on
 * @param users who may log in with a password
 * @param oidc whose tokens are accepted beside the gateway's own
 * @param key that signs tokens; a new one at each start where none is given
 * @param apiLifetime how long a token of a program is valid
 * @param browserLifetime how long a browser stays logged in
 * @param allowedHosts names under which the gateway may be addressed, without port; on a loopback
 *     address the names of that are always among them, elsewhere none given means any
 * @param allowedOrigins origins, {@code https://host:port}, of other sites whose pages may send
 *     requests; those of the gateway itself always may
 * @param behindProxy whether a reverse proxy in front sets {@code X-Forwarded-Proto} and {@code
 *     X-Forwarded-For}; without one, anybody could
 * @param maxBodyBytes of a request
 */
public record AccessSettings(
    String host,
    Users users,
    Optional<OidcSettings> oidc,
    Optional<GatewayKey> key,
    Duration apiLifetime,
    Duration browserLifetime,
    Set<String> allowedHosts,
    Set<String> allowedOrigins,
    boolean behindProxy,
    long maxBodyBytes) {
  /** How long a token of a program is valid where nothing else is set. */
  public static final Duration API_LIFETIME = Duration.ofHours(24);

  /** How long a browser stays logged in where nothing else is set. */
  public static final Duration BROWSER_LIFETIME = Duration.ofHours(12);

  /** Size of a request's body where nothing else is set. */
  public static final long MAX_BODY_BYTES = 1 << 20;

  /**
   * Checks the parts.
   *
   * @throws InvalidRequestException naming those that are wrong; so is an address that others can
   *     reach while nobody has to log in
   */
  public AccessSettings {
    allowedHosts =
        allowedHosts.stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    allowedOrigins = Set.copyOf(allowedOrigins);
    List<Problem> problems = new ArrayList<>();
    if (users.isEmpty() && oidc.isEmpty() && !Loopback.is(host)) {
      problems.add(
          new Problem(
              "host",
              "'" + host + "', which others can reach, and nobody has to log in",
              "a loopback address such as 127.0.0.1, or a users file, or an OIDC issuer"));
    }
    requirePositive("API token lifetime", apiLifetime, problems);
    requirePositive("browser session lifetime", browserLifetime, problems);
    if (maxBodyBytes <= 0) {
      problems.add(new Problem("largest body", maxBodyBytes + " bytes", "at least 1"));
    }
    if (!problems.isEmpty()) {
      throw new InvalidRequestException(problems);
    }
  }

  private static void requirePositive(String field, Duration found, List<Problem> problems) {
    if (found.toSeconds() <= 0) {
      problems.add(new Problem(field, found.toString(), "at least a second"));
    }
  }

  /** Nothing but an address: no login, which is only allowed on loopback. */
  public static AccessSettings on(String host) {
    return new AccessSettings(
        host,
        Users.none(),
        Optional.empty(),
        Optional.empty(),
        API_LIFETIME,
        BROWSER_LIFETIME,
        Set.of(),
        Set.of(),
        false,
        MAX_BODY_BYTES);
  }

  /** The same with a key that outlives the process. */
  public AccessSettings with(GatewayKey lasting) {
    return new AccessSettings(
        host,
        users,
        oidc,
        Optional.of(lasting),
        apiLifetime,
        browserLifetime,
        allowedHosts,
        allowedOrigins,
        behindProxy,
        maxBodyBytes);
  }

  /** Whether everybody who reaches the gateway may do everything. */
  public boolean open() {
    return users.isEmpty() && oidc.isEmpty();
  }
}
