package io.lethe.gateway.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.javalin.http.ServiceUnavailableResponse;
import io.lethe.gateway.Principal;
import java.io.IOException;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the tokens of an OpenID Connect issuer and reads who they speak of. */
final class OidcIssuer {
  private static final Logger LOG = LoggerFactory.getLogger(OidcIssuer.class);
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

  private final OidcSettings settings;
  private final OidcDiscovery discovery;

  OidcIssuer(OidcSettings settings) {
    this.settings = settings;
    this.discovery = new OidcDiscovery(settings.issuer());
  }

  OidcSettings settings() {
    return settings;
  }

  /** What the issuer says of itself. */
  OidcDiscovery.Found discovered() {
    try {
      return discovery.get();
    } catch (IOException e) {
      throw silent(e);
    }
  }

  /** Whether a token claims to be of this issuer; nothing is verified. */
  boolean issued(String token) {
    try {
      return settings
          .issuer()
          .toString()
          .equals(JWTParser.parse(token).getJWTClaimsSet().getIssuer());
    } catch (ParseException | NullPointerException e) {
      return false;
    }
  }

  /** The user of an access token; empty for one that does not hold. */
  Optional<Principal> principalOf(String accessToken) {
    return verified(accessToken, settings.audience()).map(this::principal);
  }

  /** The user of verified claims; without a role of Lethe's, one who may do nothing. */
  Principal principal(JWTClaimsSet claims) {
    return OidcClaims.principal(claims, settings.roleClaim());
  }

  /** The claims of a token of this issuer for an audience; empty for one that does not hold. */
  Optional<JWTClaimsSet> verified(String token, String audience) {
    try {
      return Optional.of(processor(audience).process(token, null));
    } catch (KeySourceException e) {
      throw silent(e);
    } catch (ParseException | BadJOSEException | JOSEException e) {
      LOG.info("A token of the OIDC issuer was refused: {}", e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  private static ServiceUnavailableResponse silent(Exception e) {
    LOG.warn("The OIDC issuer does not answer", e);
    return new ServiceUnavailableResponse("The OIDC issuer does not answer");
  }

  private DefaultJWTProcessor<SecurityContext> processor(String audience) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, discovered().keys()));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            audience,
            new JWTClaimsSet.Builder().issuer(settings.issuer().toString()).build(),
            Set.of("sub", "exp")));
    return processor;
  }
}
