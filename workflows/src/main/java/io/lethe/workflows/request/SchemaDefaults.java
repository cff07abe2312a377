package io.lethe.workflows.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Fills the defaults of the schema into a document, so that everything that takes effect is
 * visible.
 */
final class SchemaDefaults {
  // YAML 1.1 reads 1e-4 as text, YAML 1.2 and every person reads a number.
  private static final Pattern EXPONENT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)[eE][-+]?[0-9]+");

  private SchemaDefaults() {}

  /** Fills {@code document}, which follows {@code schema}, in place; misfits are left alone. */
  static void fill(JsonNode document, JsonNode schema) {
    if (document instanceof ArrayNode list && schema.has("items")) {
      list.forEach(item -> fill(item, schema.path("items")));
    }
    if (!(document instanceof ObjectNode object)) {
      return;
    }
    for (JsonNode branch : schema.path("allOf")) {
      if (holds(branch.path("if"), object)) {
        fill(object, branch.path("then"));
      }
    }
    if (schema.has("$ref")) {
      fill(object, RequestSchema.resolve(schema));
    }
    if (schema.has("if") && holds(schema.path("if"), object)) {
      fill(object, schema.path("then"));
    }
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      fillProperty(object, property.getKey(), property.getValue());
    }
  }

  private static void fillProperty(ObjectNode object, String name, JsonNode schema) {
    JsonNode resolved = RequestSchema.resolve(schema);
    JsonNode value = object.get(name);
    if (value == null) {
      JsonNode standard = schema.has("default") ? schema.get("default") : resolved.get("default");
      if (standard == null) {
        return;
      }
      object.set(name, standard.deepCopy());
    } else {
      coerce(object, name, value, resolved.path("type").asText());
    }
    fill(object.get(name), resolved);
  }

  private static void coerce(ObjectNode object, String name, JsonNode value, String type) {
    boolean number = type.equals("number") || type.equals("integer");
    JsonNode coerced = value;
    if (number && value.isTextual() && EXPONENT.matcher(value.textValue()).matches()) {
      coerced = DoubleNode.valueOf(Double.parseDouble(value.textValue()));
    }
    if (type.equals("integer") && coerced.isFloatingPointNumber() && integral(coerced)) {
      coerced = LongNode.valueOf(coerced.longValue());
    }
    object.set(name, coerced);
  }

  private static boolean integral(JsonNode number) {
    return number.canConvertToLong() && number.doubleValue() == Math.rint(number.doubleValue());
  }

  /** Evaluates the only forms of {@code if} the schema uses: constants, and the type object. */
  private static boolean holds(JsonNode condition, ObjectNode object) {
    for (Map.Entry<String, JsonNode> property : condition.path("properties").properties()) {
      if (!property.getValue().path("const").equals(object.get(property.getKey()))) {
        return false;
      }
    }
    return true;
  }
}
