package io.lethe.gateway.access;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;

/** What only this machine can reach. */
final class Loopback {
  private Loopback() {}

  /** Whether a name or address leads to this machine only; an unknown one does not. */
  static boolean is(String host) {
    try {
      return !host.isBlank()
          && Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Whether what is read from there cannot be changed on the way. */
  static boolean isSafe(URI uri) {
    return uri.getHost() != null
        && ("https".equals(uri.getScheme())
            || ("http".equals(uri.getScheme()) && is(uri.getHost())));
  }
}
