package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The published OpenAPI document; the one source of paths, parameters and bodies. */
final class ApiDocument {
  /** The bundled document. */
  static final ApiDocument BUNDLED =
      new ApiDocument(resource("/io/lethe/gateway/openapi-airflow.json"));

  private final JsonNode root;
  private final Map<String, Operation> operations = new LinkedHashMap<>();

  private ApiDocument(JsonNode root) {
    this.root = root;
    root.path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(method -> add(path.getKey(), method.getKey(), method.getValue())));
  }

  private void add(String path, String method, JsonNode operation) {
    operations.put(
        operation.path("operationId").textValue(), new Operation(path, method, operation, root));
  }

  static JsonNode resource(String name) {
    try (InputStream in = ApiDocument.class.getResourceAsStream(name)) {
      return Wire.mapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode root() {
    return root;
  }

  /** By their ids. */
  Map<String, Operation> operations() {
    return operations;
  }
}
