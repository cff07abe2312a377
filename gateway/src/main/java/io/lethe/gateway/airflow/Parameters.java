package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.workflows.request.Problem;
import io.lethe.workflows.request.SchemaCheck;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Parameters of an operation that come in one place, as the document describes them. */
final class Parameters {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,18}");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?\\d{1,18}(\\.\\d{1,18})?([eE][-+]?\\d{1,2})?");
  private static final Map<String, Boolean> TRUTH =
      Map.of("true", true, "1", true, "false", false, "0", false);

  private final String place;
  private final ObjectNode schemas = NODES.objectNode();
  private final SchemaCheck check;

  Parameters(String place, JsonNode parameters) {
    this.place = place;
    for (JsonNode parameter : parameters) {
      if (parameter.path("in").asText().equals(place)) {
        schemas.set(parameter.path("name").textValue(), schema(parameter.path("schema")));
      }
    }
    ObjectNode whole = NODES.objectNode();
    whole.put("type", "object").set("properties", schemas);
    check = new SchemaCheck(whole);
  }

  /** In a path, a value that is not among those there are is not found, not malformed. */
  private JsonNode schema(JsonNode given) {
    if (place.equals("path") && given.path("type").asText().equals("string")) {
      return NODES.objectNode().put("type", "string");
    }
    return given;
  }

  /** Reads the values, with defaults for those that are absent. */
  ObjectNode read(Function<String, List<String>> given) {
    ObjectNode values = NODES.objectNode();
    schemas
        .properties()
        .forEach(
            parameter -> {
              JsonNode schema = parameter.getValue();
              List<String> texts = given.apply(parameter.getKey());
              if (!texts.isEmpty()) {
                values.set(parameter.getKey(), value(texts, schema));
              } else if (schema.has("default")) {
                values.set(parameter.getKey(), schema.get("default"));
              }
            });
    List<Problem> problems = check.problems(values);
    if (!problems.isEmpty()) {
      throw new InvalidCallException(place, problems);
    }
    return values;
  }

  private static JsonNode value(List<String> texts, JsonNode schema) {
    if (!hasType(schema, "array")) {
      return value(texts.get(texts.size() - 1), schema);
    }
    ArrayNode list = NODES.arrayNode();
    texts.forEach(text -> list.add(value(text, schema.path("items"))));
    return list;
  }

  /** What cannot be read as the type that is wanted stays text, which the check then names. */
  private static JsonNode value(String text, JsonNode schema) {
    if (hasType(schema, "integer") && WHOLE.matcher(text).matches()) {
      return NODES.numberNode(new BigInteger(text));
    }
    if (hasType(schema, "number") && NUMBER.matcher(text).matches()) {
      return NODES.numberNode(new BigDecimal(text));
    }
    Boolean truth = TRUTH.get(text.toLowerCase(Locale.ROOT));
    return hasType(schema, "boolean") && truth != null
        ? NODES.booleanNode(truth)
        : NODES.textNode(text);
  }

  private static boolean hasType(JsonNode schema, String wanted) {
    JsonNode type = schema.path("type");
    if (type.isTextual()) {
      return type.textValue().equals(wanted);
    }
    for (JsonNode one : type) {
      if (one.textValue().equals(wanted)) {
        return true;
      }
    }
    return false;
  }
}
