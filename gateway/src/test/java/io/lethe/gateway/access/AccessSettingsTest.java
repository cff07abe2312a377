package io.lethe.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.gateway.Gateway;
import io.lethe.workflows.request.InvalidRequestException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessSettingsTest {
  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.7", "", "no-such-host.invalid"})
  void anAddressThatOthersCanReachRefusesToStartWithoutLogin(String host) {
    assertThatThrownBy(() -> AccessSettings.on(host))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage(
            "host: found '%s', which others can reach, and nobody has to log in; allowed: a loopback address such as 127.0.0.1, or a users file, or an OIDC issuer"
                .formatted(host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
  void aLoopbackAddressNeedsNoLogin(String host) {
    assertThat(AccessSettings.on(host).open()).isTrue();
  }

  @Test
  void anyAddressWillDoWithUsersOrAnIssuer() {
    assertThatCode(() -> on("0.0.0.0", Door.USERS, Optional.empty())).doesNotThrowAnyException();
    OidcSettings oidc =
        new OidcSettings(
            URI.create("https://id.example.org"),
            "lethe",
            OidcSettings.DEFAULT_ROLE_CLAIM,
            Optional.empty(),
            Optional.empty());
    assertThat(on("0.0.0.0", Users.none(), Optional.of(oidc)).open()).isFalse();
  }

  @Test
  void aGatewayListensOnNoOtherAddressThanTheOneThatWasChecked() {
    AccessControl control = new AccessControl(AccessSettings.on("127.0.0.1"));
    assertThatThrownBy(() -> Gateway.start("0.0.0.0", 0, List.of(control)))
        .hasStackTraceContaining("listens on '0.0.0.0', but access was set up for '127.0.0.1'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://id.example.org", "ftp://id.example.org", "id.example.org"})
  void anIssuerWhoseKeysCouldBeChangedOnTheWayIsRefused(String issuer) {
    assertThatThrownBy(
            () ->
                new OidcSettings(
                    URI.create(issuer), "lethe", "roles", Optional.empty(), Optional.empty()))
        .hasMessage(
            "OIDC issuer: found '%s'; allowed: an https URL; http for loopback only"
                .formatted(issuer));
  }

  @Test
  void theKeyIsNotRepeatedWhereItIsTooShort() {
    assertThatThrownBy(() -> GatewayKey.parse("c2VjcmV0"))
        .hasMessage("gateway key: found 6 bytes; allowed: base64 of at least 32 bytes");
    assertThatThrownBy(() -> GatewayKey.parse("s3cr3t!"))
        .hasMessageNotContaining("s3cr3t")
        .hasMessageContaining("base64 of at least 32 bytes");
    String text = GatewayKey.random().toBase64();
    assertThat(GatewayKey.parse(text).toBase64()).isEqualTo(text);
    assertThat(GatewayKey.parse(text)).hasToString("GatewayKey");
  }

  @Test
  void aTokenThatNeverExpiresIsNotOffered() {
    assertThatThrownBy(
            () ->
                new AccessSettings(
                    "127.0.0.1",
                    Users.none(),
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ZERO,
                    Duration.ofHours(1),
                    Set.of(),
                    Set.of(),
                    false,
                    1))
        .hasMessage("API token lifetime: found PT0S; allowed: at least a second");
  }

  private static AccessSettings on(String host, Users users, Optional<OidcSettings> oidc) {
    return new AccessSettings(
        host,
        users,
        oidc,
        Optional.empty(),
        AccessSettings.API_LIFETIME,
        AccessSettings.BROWSER_LIFETIME,
        Set.of(),
        Set.of(),
        false,
        AccessSettings.MAX_BODY_BYTES);
  }
}
