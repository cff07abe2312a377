package io.lethe.gateway.airflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.lethe.workflows.Wire;
import io.lethe.workflows.request.Problem;
import io.lethe.workflows.request.SchemaCheck;
import io.lethe.workflows.request.SchemaRefs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One operation of the document: holds requests against it. */
final class Operation {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectReader JSON =
      Wire.mapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final String path;
  private final String method;
  private final JsonNode operation;
  private final Map<String, Parameters> parameters = new LinkedHashMap<>();
  private final Optional<JsonNode> body;
  private final Optional<SchemaCheck> bodyCheck;

  Operation(String path, String method, JsonNode operation, JsonNode root) {
    this.path = path;
    this.method = method;
    this.operation = SchemaRefs.inline(operation, root);
    for (String place : List.of("path", "query")) {
      parameters.put(place, new Parameters(place, this.operation.path("parameters")));
    }
    body =
        Optional.of(this.operation.at("/requestBody/content/application~1json/schema"))
            .filter(JsonNode::isObject);
    bodyCheck = body.map(SchemaCheck::new);
  }

  String path() {
    return path;
  }

  String method() {
    return method;
  }

  JsonNode schema() {
    return operation;
  }

  /** The status for a run in the wrong state: the document decides, as Airflow differs here. */
  int conflictStatus() {
    return List.of(409, 400).stream()
        .filter(status -> operation.path("responses").has(String.valueOf(status)))
        .findFirst()
        .orElse(422);
  }

  /**
   * Reads a request.
   *
   * @throws InvalidCallException if it is not as the document says
   */
  Call read(Context context) {
    ObjectNode found = NODES.objectNode();
    found.setAll(parameters.get("path").read(name -> List.of(context.pathParam(name))));
    found.setAll(parameters.get("query").read(context::queryParams));
    return new Call(context, found, body.map(schema -> body(context, schema)));
  }

  private ObjectNode body(Context context, JsonNode schema) {
    JsonNode given = parse(context);
    List<Problem> problems = bodyCheck.orElseThrow().problems(given);
    if (!problems.isEmpty()) {
      throw new InvalidCallException("body", problems);
    }
    ObjectNode filled = (ObjectNode) given;
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              if (!filled.has(property.getKey()) && property.getValue().has("default")) {
                filled.set(property.getKey(), property.getValue().get("default"));
              }
            });
    return filled;
  }

  private static JsonNode parse(Context context) {
    String type = Optional.ofNullable(context.contentType()).orElse("application/json");
    if (!type.split(";", -1)[0].strip().equalsIgnoreCase("application/json")) {
      throw InvalidCallException.of("body", "", "content of type " + type, "application/json");
    }
    try {
      JsonNode given = JSON.readTree(context.bodyAsBytes());
      if (given == null || given.isMissingNode()) {
        throw InvalidCallException.of("body", "", "nothing", "JSON");
      }
      return given;
    } catch (JsonProcessingException e) {
      String place =
          "line %d, column %d"
              .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw InvalidCallException.of("body", "", "broken JSON at " + place, "JSON");
    } catch (java.io.IOException e) {
      throw InvalidCallException.of("body", "", "an unreadable body", "JSON");
    }
  }
}
