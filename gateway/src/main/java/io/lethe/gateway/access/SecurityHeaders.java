package io.lethe.gateway.access;

import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Headers of every answer: what a browser may do with it. A route may replace Cache-Control. */
final class SecurityHeaders extends ErrorHandler implements HttpConfiguration.Customizer {
  private static final Map<String, String> ALWAYS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
              + "frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Permissions-Policy",
          "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cache-Control",
          "no-store");

  private static final String ONLY_TLS = "max-age=31536000";

  SecurityHeaders() {
    setCacheControl(ALWAYS.get("Cache-Control"));
  }

  /** What Jetty answers itself, to a request that it could not read. */
  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    customize(request, response.getHeaders());
    return super.handle(request, response, callback);
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable headers) {
    ALWAYS.forEach(headers::put);
    if (request.isSecure()) {
      headers.put("Strict-Transport-Security", ONLY_TLS);
    }
    return request;
  }
}
