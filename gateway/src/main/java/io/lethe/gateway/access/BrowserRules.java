package io.lethe.gateway.access;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.util.HostPort;

/**
 * Keeps pages of other sites from using the gateway through the browser of somebody who may.
 *
 * <p>Without login the browser's place on the machine is the only credential, so a name that was
 * pointed at the loopback address (DNS rebinding) must not get an answer, and a foreign page must
 * not send anything that changes something.
 */
final class BrowserRules {
  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Set<HandlerType> SAFE =
      Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);
  private static final Set<String> OWN_FETCHES = Set.of("same-origin", "none");
  private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443);

  private final AccessSettings settings;
  private final boolean loopback;

  BrowserRules(AccessSettings settings) {
    this.settings = settings;
    this.loopback = Loopback.is(settings.host());
  }

  /** Whether a request of that method changes nothing. */
  static boolean safe(Context context) {
    return SAFE.contains(context.method());
  }

  /** Refuses what a browser sends for a foreign page. */
  void check(Context context) {
    HostPort host =
        hostOf(context)
            .filter(this::mayBeAddressedAs)
            .orElseThrow(
                () ->
                    new HttpResponseException(
                        421, "Host: allowed are the names this gateway was started for", Map.of()));
    if (!safe(context) && foreign(context, host)) {
      throw new ForbiddenResponse("Requests from other sites are not allowed");
    }
  }

  private static Optional<HostPort> hostOf(Context context) {
    try {
      return Optional.ofNullable(context.header("Host"))
          .filter(name -> !name.isBlank())
          .map(HostPort::new);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean mayBeAddressedAs(HostPort host) {
    String name = host.getHost().toLowerCase(Locale.ROOT);
    if (settings.allowedHosts().contains(name)) {
      return true;
    }
    return loopback
        ? LOOPBACK_NAMES.contains(name) || name.equalsIgnoreCase(settings.host())
        : settings.allowedHosts().isEmpty();
  }

  private boolean foreign(Context context, HostPort host) {
    String origin = context.header("Origin");
    if (origin != null && settings.allowedOrigins().contains(origin)) {
      return false;
    }
    String site = context.header("Sec-Fetch-Site");
    return (origin != null && !same(origin, host)) || (site != null && !OWN_FETCHES.contains(site));
  }

  private static boolean same(String origin, HostPort host) {
    try {
      URI uri = URI.create(origin);
      if (uri.getScheme() == null || uri.getHost() == null) {
        return false; // "null" included: a page without an origin
      }
      Integer port = PORTS.get(uri.getScheme());
      return port != null
          && uri.getHost().equalsIgnoreCase(host.getHost())
          && (uri.getPort() < 0 ? port : uri.getPort()) == host.getPort(port);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
