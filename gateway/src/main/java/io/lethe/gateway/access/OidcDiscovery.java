package io.lethe.gateway.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The issuer's discovery document, read when it is first needed and tried again after failures. */
final class OidcDiscovery {
  private static final String PATH = "/.well-known/openid-configuration";
  private static final int TIMEOUT_MS = 5_000;
  private static final int MAX_BYTES = 256 << 10;
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final URI issuer;
  private final DefaultResourceRetriever retriever =
      new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, MAX_BYTES);
  private Optional<Found> found = Optional.empty();
  private Instant next = Instant.MIN;

  /**
   * What the issuer says of itself.
   *
   * @param keys that sign its tokens, cached and read again when a new one appears
   * @param authorization where browsers log in; empty where it does not say
   * @param token where a code is changed for tokens
   */
  record Found(JWKSource<SecurityContext> keys, Optional<URI> authorization, Optional<URI> token) {}

  OidcDiscovery(URI issuer) {
    this.issuer = issuer;
  }

  /**
   * The document.
   *
   * @throws IOException if the issuer does not answer, or with something else
   */
  synchronized Found get() throws IOException {
    if (found.isEmpty()) {
      if (Instant.now().isBefore(next)) {
        throw new IOException("no answer a moment ago");
      }
      next = Instant.now().plus(PAUSE);
      found = Optional.of(read());
    }
    return found.get();
  }

  private Found read() throws IOException {
    URI place = URI.create(issuer.toString().replaceAll("/$", "") + PATH);
    JsonNode document =
        Wire.mapper().readTree(retriever.retrieveResource(place.toURL()).getContent());
    String named = document.path("issuer").asText();
    if (!issuer.toString().equals(named)) {
      throw new IOException("%s names the issuer '%s'".formatted(place, named));
    }
    URI keys =
        endpoint(document, "jwks_uri")
            .orElseThrow(() -> new IOException(place + " has no jwks_uri"));
    return new Found(
        JWKSourceBuilder.<SecurityContext>create(keys.toURL(), retriever).retrying(true).build(),
        endpoint(document, "authorization_endpoint"),
        endpoint(document, "token_endpoint"));
  }

  private static Optional<URI> endpoint(JsonNode document, String name) throws IOException {
    String text = document.path(name).asText();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(text);
      if (Loopback.isSafe(uri)) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException e) {
      throw new IOException("%s is no URL".formatted(name), e);
    }
    throw new IOException("%s is '%s', not https".formatted(name, text));
  }
}
