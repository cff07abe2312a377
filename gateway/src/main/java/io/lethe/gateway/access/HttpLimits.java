package io.lethe.gateway.access;

import io.javalin.config.JavalinConfig;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;

/** How much a client may ask of the server before anybody knows who it is. */
final class HttpLimits {
  private static final int HEADER_BYTES = 16 << 10;
  private static final int CONNECTIONS = 1024;

  private HttpLimits() {}

  static void add(JavalinConfig config, AccessSettings settings) {
    config.http.maxRequestSize = settings.maxBodyBytes(); // holds where a body has no length, too
    config.routes.before(context -> refuseAnnounced(context, settings.maxBodyBytes()));
    SecurityHeaders headers = new SecurityHeaders();
    config.jetty.modifyServer(
        server -> {
          server.addBean(new NetworkConnectionLimit(CONNECTIONS, server));
          server.setErrorHandler(headers);
        });
    config.jetty.modifyHttpConfiguration(http -> configure(http, settings, headers));
  }

  private static void configure(
      HttpConfiguration http, AccessSettings settings, SecurityHeaders headers) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    // Paths that another server might read in another way: '..', '//', an encoded slash.
    http.setUriCompliance(UriCompliance.RFC3986);
    if (settings.behindProxy()) {
      ForwardedRequestCustomizer proxy = new ForwardedRequestCustomizer();
      // The name is checked as the browser sent it.
      proxy.setForwardedHostHeader(null);
      proxy.setForwardedServerHeader(null);
      http.addCustomizer(proxy);
    }
    http.addCustomizer(headers);
  }

  private static void refuseAnnounced(Context context, long limit) {
    if (context.req().getContentLengthLong() > limit) {
      throw new ContentTooLargeResponse("The body is larger than %d bytes".formatted(limit));
    }
  }
}
