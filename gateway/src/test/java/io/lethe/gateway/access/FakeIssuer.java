package io.lethe.gateway.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An OpenID Connect issuer on this machine. */
final class FakeIssuer implements AutoCloseable {
  static final String AUDIENCE = "lethe";
  static final String CLIENT = "lethe-web";

  private final RSAKey rsa;
  private final ECKey ec;
  private final Javalin server;

  /** ID tokens by code, and what was sent for each. */
  final Map<String, JWTClaimsSet> codes = new HashMap<>();

  final List<Map<String, List<String>>> exchanges = new ArrayList<>();

  FakeIssuer() throws JOSEException {
    rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.routes.get("/.well-known/openid-configuration", this::discovery);
                  config.routes.get(
                      "/keys",
                      context ->
                          context.json(new JWKSet(List.<JWK>of(rsa, ec)).toJSONObject(true)));
                  config.routes.post("/token", this::token);
                })
            .start("127.0.0.1", 0);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  OidcSettings settings() {
    return new OidcSettings(
        uri(), AUDIENCE, "realm_access.roles", Optional.of(CLIENT), Optional.empty());
  }

  private void discovery(Context context) {
    context.json(
        Map.of(
            "issuer", uri().toString(),
            "jwks_uri", uri() + "/keys",
            "authorization_endpoint", uri() + "/authorize",
            "token_endpoint", uri() + "/token"));
  }

  private void token(Context context) throws JOSEException {
    exchanges.add(context.formParamMap());
    JWTClaimsSet claims = codes.remove(context.formParam("code"));
    if (claims == null) {
      context.status(400).json(Map.of("error", "invalid_grant"));
    } else {
      context.json(Map.of("access_token", "opaque", "id_token", signed(claims)));
    }
  }

  JWTClaimsSet.Builder claims(String user, Object... roles) {
    return new JWTClaimsSet.Builder()
        .issuer(uri().toString())
        .audience(AUDIENCE)
        .subject("id-of-" + user)
        .claim("preferred_username", user)
        .claim("realm_access", Map.of("roles", List.of(roles)))
        .issueTime(Date.from(Instant.now()))
        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
  }

  String signed(JWTClaimsSet claims) throws JOSEException {
    return signed(claims, rsa, JWSAlgorithm.RS256, JOSEObjectType.JWT);
  }

  String signedByCurve(JWTClaimsSet claims) throws JOSEException {
    return signed(claims, ec, JWSAlgorithm.ES256, new JOSEObjectType("at+jwt"));
  }

  static String signed(JWTClaimsSet claims, JWK key, JWSAlgorithm algorithm, JOSEObjectType type)
      throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).type(type).build(), claims);
    JWSSigner signer =
        key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) key);
    token.sign(signer);
    return token.serialize();
  }

  RSAKey publicKey() {
    return rsa.toPublicJWK();
  }

  @Override
  public void close() {
    server.stop();
  }
}
