package io.lethe.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * JSON objects that carry the digest of their own content, so that a changed byte in a small object
 * of state (which is overwritten, so that no name can promise its content) does not go unnoticed.
 *
 * <p>The field {@value #FIELD} holds the SHA-256 of the {@linkplain CanonicalJson canonical form}
 * of the rest. It protects against accidents, not against people: whoever can write can seal.
 */
public final class SealedJson {
  /** The field of the digest. */
  public static final String FIELD = "seal";

  private SealedJson() {}

  /**
   * The value with its seal.
   *
   * @throws IllegalArgumentException if the value is no JSON object
   */
  public static ObjectNode seal(ObjectMapper mapper, Object value) {
    if (!(mapper.valueToTree(value) instanceof ObjectNode content)) {
      throw new IllegalArgumentException("only JSON objects can be sealed");
    }
    return content.put(FIELD, CanonicalJson.sha256(mapper, content));
  }

  /** Canonical bytes of the value with its seal. */
  public static byte[] bytes(ObjectMapper mapper, Object value) {
    return CanonicalJson.bytes(mapper, seal(mapper, value));
  }

  /**
   * The content without its seal. One that has none, from before there were seals, is taken as it
   * is.
   *
   * @param name names the object in errors
   * @throws MalformedFileException if it is no JSON object, or not the one that was sealed
   */
  public static ObjectNode open(ObjectMapper mapper, byte[] bytes, Object name) {
    if (!(parse(mapper, bytes, name) instanceof ObjectNode content)) {
      throw new MalformedFileException(name + ": no JSON object");
    }
    JsonNode seal = content.remove(FIELD);
    if (seal != null && !seal.asText().equals(CanonicalJson.sha256(mapper, content))) {
      throw new MalformedFileException(
          name + ": content and seal do not fit: the object was changed or damaged");
    }
    return content;
  }

  private static JsonNode parse(ObjectMapper mapper, byte[] bytes, Object name) {
    try {
      return mapper.readTree(bytes);
    } catch (IOException e) {
      throw new MalformedFileException(name + ": no JSON: " + e.getMessage(), e);
    }
  }
}
