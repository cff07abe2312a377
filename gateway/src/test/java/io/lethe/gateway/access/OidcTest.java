package io.lethe.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bearer tokens of an issuer. */
class OidcTest {
  private static FakeIssuer issuer;
  private static Door door;

  @BeforeAll
  static void open() throws JOSEException {
    issuer = new FakeIssuer();
    door = Door.behind(Door.settings(Users.none(), Optional.of(issuer.settings())));
  }

  @AfterAll
  static void close() {
    door.close();
    issuer.close();
  }

  private static RawHttp.Answer with(String token, String path) {
    return door.http.get(path, "Authorization: Bearer " + token);
  }

  @Test
  void theRoleClaimSaysWhatAUserMayDo() throws JOSEException {
    String token = issuer.signed(issuer.claims("olga", "offline_access", "lethe-operator").build());
    assertThat(with(token, "/operator").json().path("name").asText()).isEqualTo("olga");
    assertThat(with(token, "/approver").status()).isEqualTo(403);
    String both = issuer.signedByCurve(issuer.claims("anna", "viewer", "approver").build());
    assertThat(with(both, "/approver").status()).isEqualTo(200);
    assertThat(with(both, "/admin").status()).isEqualTo(403);
  }

  @Test
  void aUserWithoutARoleOfLethesMayDoNothing() throws JOSEException {
    for (Object role : List.of("ADMIN", "administrator", "anyone", "lethe-lethe-admin", 7)) {
      String token = issuer.signed(issuer.claims("eve", role).build());
      assertThat(with(token, "/viewer").status()).as("%s", role).isEqualTo(403);
    }
    JWTClaimsSet none =
        new JWTClaimsSet.Builder(issuer.claims("eve").build()).claim("realm_access", "x").build();
    assertThat(with(issuer.signed(none), "/viewer").status()).isEqualTo(403);
  }

  @Test
  void whatTheIssuerDidNotSignForThisGatewayOpensNothing() throws JOSEException {
    JWTClaimsSet good = issuer.claims("ada", "admin").build();
    assertThat(with(issuer.signed(good), "/admin").status()).isEqualTo(200);
    Date past = Date.from(Instant.now().minusSeconds(120));
    RSAKey stranger = new RSAKeyGenerator(2048).keyID("rsa").generate();
    Map<String, String> bad =
        Map.of(
            "expired", issuer.signed(new JWTClaimsSet.Builder(good).expirationTime(past).build()),
            "endless", issuer.signed(new JWTClaimsSet.Builder(good).expirationTime(null).build()),
            "audience",
                issuer.signed(new JWTClaimsSet.Builder(good).audience("other-service").build()),
            "nobody", issuer.signed(new JWTClaimsSet.Builder(good).subject(null).build()),
            "issuer",
                issuer.signed(new JWTClaimsSet.Builder(good).issuer("http://127.0.0.1:1").build()),
            "key", FakeIssuer.signed(good, stranger, JWSAlgorithm.RS256, JOSEObjectType.JWT),
            "type",
                FakeIssuer.signed(
                    good, stranger, JWSAlgorithm.RS256, new JOSEObjectType("dpop+jwt")),
            "none", new PlainJWT(good).serialize());
    bad.forEach((how, token) -> assertThat(with(token, "/viewer").status()).as(how).isEqualTo(401));
  }

  @Test
  void thePublicKeyIsNoSecret() throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(),
            issuer.claims("eve", "admin").build());
    token.sign(new MACSigner(issuer.publicKey().toJSONString().getBytes(StandardCharsets.UTF_8)));
    assertThat(with(token.serialize(), "/viewer").status()).isEqualTo(401);
  }

  @Test
  void aTokenCannotNameItsOwnKeys() throws JOSEException {
    RSAKey own = new RSAKeyGenerator(2048).keyID("own").generate();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .jwk(own.toPublicJWK())
                .jwkURL(URI.create(issuer.uri() + "/elsewhere"))
                .build(),
            issuer.claims("eve", "admin").build());
    token.sign(new com.nimbusds.jose.crypto.RSASSASigner(own));
    assertThat(with(token.serialize(), "/viewer").status()).isEqualTo(401);
  }

  @Test
  void aNameOfTheIssuerCannotWriteLinesOfItsOwn() throws JOSEException {
    String token = issuer.signed(issuer.claims("eve\r\nada GET /", "viewer").build());
    assertThat(with(token, "/viewer").json().path("name").asText()).isEqualTo("eve??ada GET /");
  }

  @Test
  void passwordsOpenNothingWhereOnlyTheIssuerVouches() {
    RawHttp.Answer answer =
        door.http.postJson("/auth/token", Door.credentials("ada", Door.PASSWORD));
    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void anIssuerThatDoesNotAnswerIsNoFaultOfTheSender() throws JOSEException {
    FakeIssuer silent = new FakeIssuer();
    String token = silent.signed(silent.claims("ada", "admin").build());
    OidcSettings settings = silent.settings();
    silent.close();
    try (Door waiting = Door.behind(Door.settings(Users.none(), Optional.of(settings)))) {
      RawHttp.Answer answer = waiting.http.get("/viewer", "Authorization: Bearer " + token);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.detail()).isEqualTo("The OIDC issuer does not answer");
    }
  }
}
