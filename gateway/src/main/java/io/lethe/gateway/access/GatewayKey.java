package io.lethe.gateway.access;

import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.Problem;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that signs tokens. Gateways that share one accept each other's tokens, and a gateway that
 * keeps it accepts those it issued before a restart.
 */
public final class GatewayKey {
  private static final int MIN_BYTES = 32;
  private static final String MAC = "HmacSHA256";

  private final byte[] bytes;

  private GatewayKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A new key. */
  public static GatewayKey random() {
    byte[] bytes = new byte[MIN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new GatewayKey(bytes);
  }

  /**
   * Reads a key.
   *
   * @param base64 at least 32 bytes
   * @throws InvalidRequestException if it is anything else; the text is not repeated
   */
  public static GatewayKey parse(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException e) {
      throw invalid("text that is not base64");
    }
    if (bytes.length < MIN_BYTES) {
      throw invalid(bytes.length + " bytes");
    }
    return new GatewayKey(bytes);
  }

  private static InvalidRequestException invalid(String found) {
    return new InvalidRequestException(
        List.of(
            new Problem("gateway key", found, "base64 of at least %d bytes".formatted(MIN_BYTES))));
  }

  /** The form that {@link #parse} reads. */
  public String toBase64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** A key for one purpose, which tells nothing about those for others. */
  byte[] derive(String purpose) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(bytes, MAC));
      return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has " + MAC, e);
    }
  }

  /** Never the key. */
  @Override
  public String toString() {
    return "GatewayKey";
  }
}
