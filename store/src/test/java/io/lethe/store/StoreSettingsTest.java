package io.lethe.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreSettingsTest {
  private static Map<String, String> environment(String... more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("AWS_ACCESS_KEY_ID", "key");
    environment.put("AWS_SECRET_ACCESS_KEY", "hush");
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return environment;
  }

  @Test
  void theUsualVariablesAreRead() {
    StoreSettings settings =
        StoreSettings.from(
            environment(
                "AWS_ENDPOINT_URL", "http://general:1",
                "AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9000/",
                "AWS_REGION", "eu-central-1",
                "AWS_SESSION_TOKEN", "temporary"));
    assertThat(settings.endpoint()).isEqualTo(URI.create("http://127.0.0.1:9000/"));
    assertThat(settings.region()).isEqualTo("eu-central-1");
    assertThat(settings.accessKey()).isEqualTo("key");
    assertThat(settings.secretKey()).isEqualTo("hush");
    assertThat(settings.sessionToken()).contains("temporary");
  }

  @Test
  void withoutAnEndpointItIsAmazonsOfTheRegion() {
    assertThat(StoreSettings.from(environment("AWS_DEFAULT_REGION", "eu-west-1")).endpoint())
        .hasToString("https://s3.eu-west-1.amazonaws.com");
    assertThat(StoreSettings.from(environment()).region()).isEqualTo("us-east-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"})
  void missingCredentialsAreNamed(String name) {
    assertThatThrownBy(() -> StoreSettings.from(environment(name, " ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:9000",
        "ftp://host",
        "http://user:pass@host",
        "http://host/path",
        "http:// "
      })
  void endpointsAreSchemeHostAndPortOnly(String endpoint) {
    assertThatThrownBy(() -> StoreSettings.from(environment("AWS_ENDPOINT_URL_S3", endpoint)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http(s)://host[:port]")
        .message()
        .doesNotContain("pass");
  }

  @Test
  void thePrintedFormKeepsTheSecrets() {
    assertThat(StoreSettings.from(environment("AWS_SESSION_TOKEN", "temporary")).toString())
        .doesNotContain("hush")
        .doesNotContain("temporary");
  }
}
