package io.lethe.activities;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.formats.CanonicalJson;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.SealedJson;
import io.lethe.store.Location;
import io.lethe.workflows.Wire;

/** Small JSON objects in the store. */
public final class Json {
  private Json() {}

  /** Canonical bytes. */
  public static byte[] bytes(Object value) {
    return CanonicalJson.bytes(Wire.mapper(), value);
  }

  /** Canonical bytes with a seal, for small objects of state. */
  public static byte[] sealed(Object value) {
    return SealedJson.bytes(Wire.mapper(), value);
  }

  /** Indented bytes with a seal, for objects of state that people read, too. */
  public static byte[] prettySealed(Object value) {
    return pretty(SealedJson.seal(Wire.mapper(), value));
  }

  /** Indented bytes, for people. */
  public static byte[] pretty(Object value) {
    try {
      return Wire.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A value as a tree. */
  public static JsonNode tree(Object value) {
    return Wire.mapper().valueToTree(value);
  }

  /**
   * Reads an object's content.
   *
   * @throws MalformedFileException naming the object if it is not of that form, or its seal is
   *     broken
   */
  public static <T> T read(Location location, byte[] bytes, Class<T> type) {
    try {
      return Wire.mapper().treeToValue(SealedJson.open(Wire.mapper(), bytes, location), type);
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          location + ": is no " + type.getSimpleName() + ": " + e.getMessage(), e);
    }
  }
}
