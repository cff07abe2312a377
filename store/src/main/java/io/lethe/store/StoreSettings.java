package io.lethe.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How to reach an S3-compatible object store.
 *
 * @param endpoint {@code http(s)://host[:port]}, without path
 * @param region region name; {@code us-east-1} where the store has none
 * @param accessKey access key id
 * @param secretKey secret access key
 * @param sessionToken token of temporary credentials
 * @param authorities who may vouch for the store's certificate; Java's trust store where absent
 */
public record StoreSettings(
    URI endpoint,
    String region,
    String accessKey,
    String secretKey,
    Optional<String> sessionToken,
    Optional<CaBundle> authorities) {
  private static final String DEFAULT_REGION = "us-east-1";

  /**
   * Checks the endpoint.
   *
   * @throws IllegalArgumentException if it is more or less than scheme, host and port
   */
  public StoreSettings {
    boolean web = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
    boolean bare = endpoint.getPath() == null || endpoint.getPath().matches("/?");
    if (!web || endpoint.getHost() == null || !bare || endpoint.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "object store endpoint: allowed is http(s)://host[:port] without user or path");
    }
  }

  /** Settings with long-lived credentials in the default region. */
  public static StoreSettings of(URI endpoint, String accessKey, String secretKey) {
    return new StoreSettings(
        endpoint, DEFAULT_REGION, accessKey, secretKey, Optional.empty(), Optional.empty());
  }

  /** The same, with somebody else to vouch for the store's certificate. */
  public StoreSettings trusting(CaBundle bundle) {
    return new StoreSettings(
        endpoint, region, accessKey, secretKey, sessionToken, Optional.of(bundle));
  }

  /**
   * Reads S3's usual variables: {@code AWS_ENDPOINT_URL_S3} or {@code AWS_ENDPOINT_URL} (default:
   * Amazon's endpoint of the region), {@code AWS_REGION} or {@code AWS_DEFAULT_REGION}, {@code
   * AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, {@code AWS_SESSION_TOKEN} and {@code
   * AWS_CA_BUNDLE}.
   *
   * @throws IllegalArgumentException naming the variable that is missing or wrong
   */
  public static StoreSettings from(Map<String, String> environment) {
    String region = first(environment, "AWS_REGION", "AWS_DEFAULT_REGION").orElse(DEFAULT_REGION);
    String endpoint =
        first(environment, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
            .orElse("https://s3." + region + ".amazonaws.com");
    try {
      return new StoreSettings(
          new URI(endpoint),
          region,
          required(environment, "AWS_ACCESS_KEY_ID"),
          required(environment, "AWS_SECRET_ACCESS_KEY"),
          first(environment, "AWS_SESSION_TOKEN"),
          first(environment, CaBundle.VARIABLE).map(Path::of).map(CaBundle::read));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "AWS_ENDPOINT_URL_S3: not an address; allowed is http(s)://host[:port]", e);
    }
  }

  private static String required(Map<String, String> environment, String name) {
    return first(environment, name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name + " is not set; the object store needs credentials"));
  }

  private static Optional<String> first(Map<String, String> environment, String... names) {
    for (String name : names) {
      String value = environment.get(name);
      if (value != null && !value.isBlank()) {
        return Optional.of(value.strip());
      }
    }
    return Optional.empty();
  }

  /** Endpoint and region; never the credentials. */
  @Override
  public String toString() {
    return "StoreSettings[%s, %s]".formatted(endpoint, region);
  }
}
