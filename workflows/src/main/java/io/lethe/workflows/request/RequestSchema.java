package io.lethe.workflows.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The published JSON Schema (draft 2020-12) of requests: the one source of types, ranges, allowed
 * values, defaults, units and descriptions.
 */
public final class RequestSchema {
  private static final String TEXT = resource("request.schema.json");
  private static final JsonNode ROOT = parse(TEXT);

  private RequestSchema() {}

  /** The schema as published by {@code lethe schema}. */
  public static String text() {
    return TEXT;
  }

  /** The schema of requests of one kind, every reference written out. */
  public static JsonNode of(Kind kind) {
    return SchemaRefs.inline(ROOT.at("/$defs/" + kind.name().toLowerCase(Locale.ROOT)), ROOT);
  }

  static JsonNode root() {
    return ROOT;
  }

  /** The object a {@code $ref} of the form {@code #/a/b} points to, with the siblings on top. */
  static JsonNode resolve(JsonNode schema) {
    JsonNode ref = schema.get("$ref");
    return ref == null ? schema : resolve(ROOT.at(ref.textValue().substring(1)));
  }

  private static JsonNode parse(String text) {
    try {
      return Wire.mapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text that is bundled beside the schema. */
  static String resource(String name) {
    try (InputStream in = RequestSchema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
