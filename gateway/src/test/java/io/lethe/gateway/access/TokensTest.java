package io.lethe.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.lethe.gateway.Principal;
import io.lethe.gateway.Role;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import org.junit.jupiter.api.Test;

class TokensTest {
  private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
  private static final Principal ADA = new Principal("ada", Role.ADMIN);

  private final GatewayKey key = GatewayKey.random();
  private final Tokens tokens = at(NOW);

  private Tokens at(Instant now) {
    return new Tokens(key, InstantSource.fixed(now));
  }

  private String token() {
    return tokens.issue(ADA, Session.Source.PASSWORD, Tokens.Use.API, Duration.ofHours(1));
  }

  private boolean accepted(String token) {
    return tokens.session(token, Tokens.Use.API).isPresent();
  }

  @Test
  void aTokenSaysWhoseItIsUntilItExpires() {
    String token = token();
    assertThat(tokens.session(token, Tokens.Use.API))
        .get()
        .extracting(Session::principal)
        .isEqualTo(ADA);
    assertThat(at(NOW.plusSeconds(3599)).session(token, Tokens.Use.API)).isPresent();
    assertThat(at(NOW.plusSeconds(3600)).session(token, Tokens.Use.API)).isEmpty();
  }

  @Test
  void aGatewayWithTheSameKeyAcceptsItAndOneWithAnotherDoesNot() {
    GatewayKey copy = GatewayKey.parse(key.toBase64());
    InstantSource clock = InstantSource.fixed(NOW);
    assertThat(new Tokens(copy, clock).session(token(), Tokens.Use.API)).isPresent();
    assertThat(new Tokens(GatewayKey.random(), clock).session(token(), Tokens.Use.API)).isEmpty();
  }

  @Test
  void noTokenStandsForAnotherUse() {
    for (Tokens.Use use : Tokens.Use.values()) {
      String token = tokens.issue(ADA, Session.Source.PASSWORD, use, Duration.ofHours(1));
      for (Tokens.Use other : Tokens.Use.values()) {
        assertThat(tokens.session(token, other).isPresent()).isEqualTo(use == other);
      }
    }
  }

  @Test
  void aChangedClaimBreaksTheSignature() {
    String[] parts =
        tokens
            .issue(
                new Principal("vera", Role.VIEWER),
                Session.Source.PASSWORD,
                Tokens.Use.API,
                Duration.ofHours(1))
            .split("\\.", -1);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String forged = claims.replace("VIEWER", "ADMIN");
    assertThat(forged).isNotEqualTo(claims);
    assertThat(accepted(parts[0] + "." + encoded(forged) + "." + parts[2])).isFalse();
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aTokenWithoutASignatureIsNone() {
    String unsigned = new PlainJWT(claims()).serialize();
    assertThat(unsigned).startsWith(encoded("{\"alg\":\"none\"}"));
    assertThat(accepted(unsigned)).isFalse();
    String token = token();
    assertThat(accepted(token)).isTrue();
    assertThat(accepted(token.substring(0, token.lastIndexOf('.') + 1))).isFalse();
  }

  @Test
  void theSenderDoesNotChooseTheAlgorithm() throws JOSEException {
    RSAKey rsa = new RSAKeyGenerator(2048).generate();
    SignedJWT byRsa = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims());
    byRsa.sign(new RSASSASigner(rsa));
    assertThat(accepted(byRsa.serialize())).isFalse();
    assertThat(accepted(by(JWSAlgorithm.HS512, claims()))).isFalse();
    assertThat(accepted(by(JWSAlgorithm.HS256, claims()))).isTrue();
  }

  @Test
  void aTokenWithoutAnEndOrOfAnotherIssuerIsNone() throws JOSEException {
    JWTClaimsSet endless = new JWTClaimsSet.Builder(claims()).expirationTime(null).build();
    assertThat(accepted(by(JWSAlgorithm.HS256, endless))).isFalse();
    JWTClaimsSet other = new JWTClaimsSet.Builder(claims()).issuer("somebody").build();
    assertThat(accepted(by(JWSAlgorithm.HS256, other))).isFalse();
  }

  @Test
  void whatIsNoTokenIsNone() {
    assertThat(accepted("")).isFalse();
    assertThat(accepted("a.b.c")).isFalse();
    assertThat(accepted("..")).isFalse();
    assertThat(accepted("\0")).isFalse();
  }

  /** Signed with the gateway's own key: HS512 takes a longer one, which begins with it. */
  private String by(JWSAlgorithm algorithm, JWTClaimsSet claims) throws JOSEException {
    byte[] own = key.derive("tokens");
    byte[] secret = algorithm.equals(JWSAlgorithm.HS256) ? own : java.util.Arrays.copyOf(own, 64);
    SignedJWT token = new SignedJWT(new JWSHeader(algorithm), claims);
    token.sign(new MACSigner(secret));
    return token.serialize();
  }

  private static JWTClaimsSet claims() {
    return new JWTClaimsSet.Builder()
        .issuer("lethe-gateway")
        .audience("lethe-api")
        .subject("ada")
        .jwtID("1")
        .claim("role", "ADMIN")
        .claim("src", "PASSWORD")
        .issueTime(Date.from(NOW))
        .expirationTime(Date.from(NOW.plusSeconds(60)))
        .build();
  }
}
