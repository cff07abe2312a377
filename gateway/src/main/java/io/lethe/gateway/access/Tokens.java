package io.lethe.gateway.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.lethe.gateway.Principal;
import io.lethe.gateway.Role;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Signed tokens that expire (JWT, HS256). Each use has an audience, so none stands for another. */
final class Tokens {
  private static final String ISSUER = "lethe-gateway";
  private static final String ROLE = "role";
  private static final String SOURCE = "src";

  private final byte[] key;
  private final InstantSource clock;

  /** What a token is for. */
  enum Use {
    /** Programs: {@code Authorization: Bearer}. */
    API("lethe-api"),
    /** The browser's cookie. */
    BROWSER("lethe-browser"),
    /** The way to the OIDC issuer and back. */
    OIDC_TRIP("lethe-oidc-trip");

    private final String audience;

    Use(String audience) {
      this.audience = audience;
    }
  }

  Tokens(GatewayKey key, InstantSource clock) {
    this.key = key.derive("tokens");
    this.clock = clock;
  }

  /** A token for a user. */
  String issue(Principal principal, Session.Source source, Use use, Duration lifetime) {
    return sign(
        Map.of("sub", principal.name(), ROLE, principal.role().name(), SOURCE, source.name()),
        use,
        lifetime);
  }

  /** A token with claims of one's own. */
  String sign(Map<String, String> claims, Use use, Duration lifetime) {
    Instant now = clock.instant();
    JWTClaimsSet.Builder set =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(use.audience)
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(lifetime)));
    claims.forEach(set::claim);
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), set.build());
    try {
      token.sign(new MACSigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("HS256 takes a key of 32 bytes", e);
    }
    return token.serialize();
  }

  /** The session of a token; empty for one that is expired, forged, or for another use. */
  Optional<Session> session(String token, Use use) {
    return claims(token, use).flatMap(Tokens::session);
  }

  private static Optional<Session> session(JWTClaimsSet claims) {
    try {
      return Optional.of(
          new Session(
              claims.getJWTID(),
              new Principal(claims.getSubject(), Role.valueOf(claims.getStringClaim(ROLE))),
              Session.Source.valueOf(claims.getStringClaim(SOURCE))));
    } catch (ParseException | IllegalArgumentException | NullPointerException e) {
      return Optional.empty(); // signed by another version of Lethe
    }
  }

  /** The claims of a token; empty for one that is expired, forged, or for another use. */
  Optional<JWTClaimsSet> claims(String token, Use use) {
    try {
      return Optional.of(processor(use).process(token, null));
    } catch (ParseException | BadJOSEException | JOSEException e) {
      return Optional.empty();
    }
  }

  private DefaultJWTProcessor<SecurityContext> processor(Use use) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(JWSAlgorithm.HS256, new ImmutableSecret<>(key)));
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            use.audience,
            new JWTClaimsSet.Builder().issuer(ISSUER).build(),
            Set.of("exp", "iat", "jti")) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        };
    claims.setMaxClockSkew(0);
    processor.setJWTClaimsSetVerifier(claims);
    return processor;
  }
}
