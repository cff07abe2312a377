package io.lethe.gateway.lethe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Locale;

/** The document of the API, and answers held against it. */
final class OpenApi {
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private final JsonNode document;

  private OpenApi(JsonNode document) {
    this.document = document;
  }

  static OpenApi bundled() {
    try (InputStream in =
        LetheRoutes.class.getResourceAsStream("/io/lethe/gateway/openapi-lethe.json")) {
      return new OpenApi(Wire.mapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode paths() {
    return document.path("paths");
  }

  /** Fails unless the document has this status for the operation, and the body has its form. */
  void check(String method, HttpResponse<String> answer) throws IOException {
    String path = answer.request().uri().getPath();
    JsonNode found =
        resolve(
            operation(method, path).path("responses").path(String.valueOf(answer.statusCode())));
    assertThat(found.isMissingNode())
        .as("%s %s: status %d is not documented", method, path, answer.statusCode())
        .isFalse();
    String type =
        answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "").strip();
    JsonNode content = found.path("content").path(type);
    assertThat(content.isMissingNode())
        .as("%s %s: type '%s' is not documented", method, path, type)
        .isFalse();
    if (type.endsWith("json")) {
      ObjectNode schema = Wire.mapper().createObjectNode();
      schema.putArray("allOf").add(content.path("schema"));
      schema.set("$defs", document.path("components").path("schemas"));
      assertThat(SCHEMAS.getSchema(inPlace(schema)).validate(Wire.mapper().readTree(answer.body())))
          .as("%s %s: %s", method, path, answer.body())
          .isEmpty();
    }
  }

  /** With references to where JSON Schema has its definitions. */
  private static JsonNode inPlace(JsonNode schema) throws IOException {
    return Wire.mapper().readTree(schema.toString().replace("#/components/schemas/", "#/$defs/"));
  }

  private JsonNode operation(String method, String path) {
    JsonNode exact = paths().path(path);
    if (!exact.isMissingNode()) {
      return exact.path(method.toLowerCase(Locale.ROOT));
    }
    for (var entry : paths().properties()) {
      if (path.matches(entry.getKey().replaceAll("\\{[^}]+}", "[^/]+"))) {
        return entry.getValue().path(method.toLowerCase(Locale.ROOT));
      }
    }
    throw new AssertionError("no path " + path);
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }
}
