package io.lethe.workflows.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says in words what a value is and what a schema allows. */
final class Values {
  private static final int LONGEST = 80;

  private Values() {}

  /** A value with its type, shortened. */
  static String describe(JsonNode value) {
    if (value == null || value.isMissingNode()) {
      return "nothing";
    }
    String type =
        switch (value.getNodeType()) {
          case STRING -> "text";
          case OBJECT -> "object";
          case ARRAY -> "list";
          default -> value.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    if (value.isNull()) {
      return "null";
    }
    String text = value.isContainerNode() ? value.toString() : value.asText();
    if (text.length() > LONGEST) {
      text = text.substring(0, LONGEST) + "…";
    }
    return "%s %s".formatted(type, value.isTextual() ? '\'' + text + '\'' : text);
  }

  /** What a schema allows, from its keywords. */
  static String allowed(JsonNode given) {
    JsonNode schema = RequestSchema.resolve(given);
    List<String> parts = new ArrayList<>();
    if (schema.has("enum")) {
      parts.add(join(schema.get("enum")));
    } else if (schema.has("const")) {
      parts.add(schema.get("const").asText());
    } else {
      parts.add(type(schema));
    }
    bound(parts, schema, "minimum", "from ");
    bound(parts, schema, "exclusiveMinimum", "above ");
    bound(parts, schema, "maximum", "to ");
    bound(parts, schema, "exclusiveMaximum", "below ");
    bound(parts, schema, "minLength", "at least this many characters: ");
    bound(parts, schema, "maxLength", "at most this many characters: ");
    bound(parts, schema, "minItems", "at least this many items: ");
    bound(parts, schema, "maxItems", "at most this many items: ");
    bound(parts, schema, "pattern", "matching ");
    if (schema.has("properties")) {
      parts.add("with the fields " + String.join(", ", names(schema.get("properties"))));
    }
    String text = String.join(" ", parts);
    return schema.has("description")
        ? text + " (" + schema.get("description").asText() + ")"
        : text;
  }

  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    return switch (type.asText()) {
      case "integer" -> "a whole number";
      case "number" -> "a number";
      case "string" -> "a text";
      case "boolean" -> "true or false";
      case "array" -> "a list";
      case "object" -> "an object";
      default -> type.isArray() ? join(type) : "a value";
    };
  }

  private static void bound(List<String> parts, JsonNode schema, String keyword, String words) {
    if (schema.has(keyword)) {
      parts.add(words + schema.get(keyword).asText());
    }
  }

  private static String join(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(value -> texts.add(value.asText()));
    return String.join(", ", texts);
  }

  static List<String> names(JsonNode properties) {
    List<String> names = new ArrayList<>();
    properties.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
