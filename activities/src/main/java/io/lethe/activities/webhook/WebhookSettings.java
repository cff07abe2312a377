package io.lethe.activities.webhook;

import io.lethe.unlearning.InvalidInputException;
import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the operator of a worker says about webhooks.
 *
 * @param url where runs are told whose request names no address
 * @param secret the text {@code whsec_…} whose bytes sign every message
 * @param hosts the only machines that are told, by name, or name and port ({@code name:8443}),
 *     private ones among them; where empty, every public one
 */
public record WebhookSettings(Optional<URI> url, Optional<String> secret, Set<String> hosts) {
  private static final String URL = "LETHE_WEBHOOK_URL";
  private static final String SECRET = "LETHE_WEBHOOK_SECRET";
  private static final String HOSTS = "LETHE_WEBHOOK_HOSTS";
  private static final String PREFIX = "whsec_";
  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;

  /** No address, no secret: requests that name an address get a warning. */
  public static WebhookSettings none() {
    return new WebhookSettings(Optional.empty(), Optional.empty(), Set.of());
  }

  /**
   * Reads {@code LETHE_WEBHOOK_URL}, {@code LETHE_WEBHOOK_SECRET} and {@code LETHE_WEBHOOK_HOSTS}
   * (separated by commas).
   *
   * @throws InvalidInputException naming the variable that is wrong
   */
  public static WebhookSettings from(Map<String, String> environment) {
    Optional<String> secret = given(environment, SECRET);
    secret.ifPresent(WebhookSettings::key);
    Optional<URI> url = given(environment, URL).map(text -> address(URL, text));
    if (url.isPresent() && secret.isEmpty()) {
      throw unsigned();
    }
    return new WebhookSettings(
        url,
        secret,
        given(environment, HOSTS).stream()
            .flatMap(text -> Arrays.stream(text.split(",", -1)))
            .map(String::strip)
            .filter(host -> !host.isEmpty())
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static Optional<String> given(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
  }

  /**
   * Reads an address.
   *
   * @param field what errors name
   * @throws InvalidInputException if it is none that a webhook may go to
   */
  static URI address(String field, String text) {
    try {
      URI address = URI.create(text);
      boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      if (web && address.getHost() != null && address.getUserInfo() == null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Said below; the text may hold a token, so it is not repeated.
    }
    throw new InvalidInputException(
        field, "found no address; allowed: http(s)://host[:port]/path without user");
  }

  /**
   * The bytes that sign.
   *
   * @throws InvalidInputException if there are none
   */
  byte[] key() {
    return key(secret.orElseThrow(WebhookSettings::unsigned));
  }

  private static InvalidInputException unsigned() {
    return new InvalidInputException(
        SECRET,
        "found nothing; a worker needs it to sign webhooks: %s and base64".formatted(PREFIX));
  }

  private static byte[] key(String secret) {
    try {
      byte[] key =
          secret.startsWith(PREFIX)
              ? Base64.getDecoder().decode(secret.substring(PREFIX.length()))
              : new byte[0];
      if (key.length >= SHORTEST && key.length <= LONGEST) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the secret.
    }
    throw new InvalidInputException(
        SECRET,
        "found another form; allowed: %s and the base64 of %d to %d random bytes"
            .formatted(PREFIX, SHORTEST, LONGEST));
  }

  /** Everything but the secret. */
  @Override
  public String toString() {
    return "WebhookSettings[url=%s, secret=%s, hosts=%s]"
        .formatted(url.map(URI::getHost), secret.map(s -> "…"), hosts);
  }
}
