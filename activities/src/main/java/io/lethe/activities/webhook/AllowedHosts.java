package io.lethe.activities.webhook;

import io.lethe.unlearning.InvalidInputException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Which hosts may be told. A request comes from elsewhere, and a worker stands inside a network:
 * without this, whoever writes requests could make the worker call what only the worker reaches.
 */
final class AllowedHosts {
  private static final int IPV6_UNIQUE_LOCAL = 0xfc;
  private static final int SHARED_FIRST = 100;
  private static final int SHARED_SECOND = 64;

  private final Set<String> listed;
  private final Optional<URI> operators;

  AllowedHosts(WebhookSettings settings) {
    listed = settings.hosts();
    operators = settings.url();
  }

  /**
   * Refuses an address that may not be called.
   *
   * @throws InvalidInputException for field {@code notify.url}
   * @throws UncheckedIOException if its name cannot be resolved now
   */
  void check(URI address) {
    if (operators.filter(address::equals).isPresent()
        || listed.contains(address.getHost())
        || listed.contains(address.getHost() + ":" + port(address))) {
      return;
    }
    if (!listed.isEmpty()) {
      throw refused(address, "the hosts in LETHE_WEBHOOK_HOSTS of the worker");
    }
    try {
      // The JVM keeps the answer for 30 s, so the name cannot mean another machine a moment later.
      if (Arrays.stream(InetAddress.getAllByName(address.getHost()))
          .anyMatch(AllowedHosts::inside)) {
        throw refused(address, "public hosts; LETHE_WEBHOOK_HOSTS of the worker can allow others");
      }
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(address.getHost() + ": no such host", e);
    }
  }

  private static int port(URI address) {
    if (address.getPort() >= 0) {
      return address.getPort();
    }
    return address.getScheme().equals("https") ? 443 : 80;
  }

  /** Loopback, link-local (with the metadata services of clouds), private, shared, multicast. */
  private static boolean inside(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == IPV6_UNIQUE_LOCAL;
    boolean shared =
        bytes.length == 4 && bytes[0] == SHARED_FIRST && (bytes[1] & 0xc0) == SHARED_SECOND;
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()
        || uniqueLocal
        || shared;
  }

  private static InvalidInputException refused(URI address, String allowed) {
    return new InvalidInputException(
        "notify.url", "found the host '%s'; allowed: %s".formatted(address.getHost(), allowed));
  }
}
