package io.lethe.activities;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.lethe.formats.CanonicalJson;
import io.lethe.formats.MalformedFileException;
import io.lethe.store.Location;
import io.lethe.workflows.Wire;
import java.io.IOException;

/** Small JSON objects in the store. */
public final class Json {
  private Json() {}

  /** Canonical bytes. */
  public static byte[] bytes(Object value) {
    return CanonicalJson.bytes(Wire.mapper(), value);
  }

  /** Indented bytes, for people. */
  public static byte[] pretty(Object value) {
    try {
      return Wire.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Reads an object's content.
   *
   * @throws MalformedFileException naming the object if it is not of that form
   */
  public static <T> T read(Location location, byte[] bytes, Class<T> type) {
    try {
      return Wire.mapper().readValue(bytes, type);
    } catch (IOException e) {
      throw new MalformedFileException(
          location + ": is no " + type.getSimpleName() + ": " + e.getMessage(), e);
    }
  }
}
