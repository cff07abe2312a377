package io.lethe.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * JSON in its one canonical form (RFC 8785), so that equal content has equal bytes and one digest.
 */
public final class CanonicalJson {
  private CanonicalJson() {}

  /** Canonical UTF-8 bytes of a value, serialised with {@code mapper} first. */
  public static byte[] bytes(ObjectMapper mapper, Object value) {
    try {
      return new JsonCanonicalizer(mapper.writeValueAsString(value)).getEncodedUTF8();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not serialisable as JSON: " + value.getClass(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SHA-256 of the canonical form. */
  public static String sha256(ObjectMapper mapper, Object value) {
    return Digests.sha256(bytes(mapper, value));
  }
}
