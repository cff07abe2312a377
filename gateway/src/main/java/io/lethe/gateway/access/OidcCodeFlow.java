package io.lethe.gateway.access;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import io.javalin.http.ServiceUnavailableResponse;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the gateway says to the issuer when a browser logs in (RFC 6749, section 4.1; RFC 7636). */
final class OidcCodeFlow {
  private static final Logger LOG = LoggerFactory.getLogger(OidcCodeFlow.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 32;

  private final OidcIssuer issuer;
  private final String clientId;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  OidcCodeFlow(OidcIssuer issuer, String clientId) {
    this.issuer = issuer;
    this.clientId = clientId;
  }

  /** A text that nobody can guess. */
  static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64URL.encode(bytes).toString();
  }

  /** Where the browser is sent. */
  URI authorization(String redirect, String state, String nonce, String verifier) {
    URI endpoint = required(issuer.discovered().authorization());
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", clientId);
    query.put("redirect_uri", redirect);
    query.put("scope", "openid profile email");
    query.put("state", state);
    query.put("nonce", nonce);
    query.put("code_challenge", challenge(verifier));
    query.put("code_challenge_method", "S256");
    String separator = endpoint.getRawQuery() == null ? "?" : "&";
    return URI.create(endpoint + separator + encoded(query));
  }

  /** The verified claims of the ID token that the issuer gives for a code. */
  Optional<JWTClaimsSet> idToken(String code, String verifier, String redirect) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", redirect);
    form.put("client_id", clientId);
    form.put("code_verifier", verifier);
    issuer.settings().clientSecret().ifPresent(secret -> form.put("client_secret", secret));
    HttpRequest request =
        HttpRequest.newBuilder(required(issuer.discovered().token()))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(encoded(form)))
            .build();
    return send(request).flatMap(token -> issuer.verified(token, clientId));
  }

  private Optional<String> send(HttpRequest request) {
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        LOG.warn("The OIDC issuer answered a code with {}", answer.statusCode());
        return Optional.empty();
      }
      return Optional.of(Wire.mapper().readTree(answer.body()).path("id_token").asText())
          .filter(token -> !token.isEmpty());
    } catch (IOException e) {
      LOG.warn(
          "The OIDC issuer does not change codes for tokens: {}", e.getClass().getSimpleName());
      throw new ServiceUnavailableResponse("The OIDC issuer does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceUnavailableResponse("The gateway stops");
    }
  }

  private static URI required(Optional<URI> endpoint) {
    return endpoint.orElseThrow(
        () -> new ServiceUnavailableResponse("The OIDC issuer names no place to log in"));
  }

  private static String challenge(String verifier) {
    try {
      return Base64URL.encode(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)))
          .toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(
            field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
