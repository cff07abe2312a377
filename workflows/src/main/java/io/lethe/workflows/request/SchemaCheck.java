package io.lethe.workflows.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Validates a document against the schema and words each finding as a {@link Problem}. */
final class SchemaCheck {
  private static final Set<String> LATER_METHODS =
      Set.of("iu", "be", "bs", "l1-sparse", "salun-soft");
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(
              RequestSchema.root(),
              SchemaValidatorsConfig.builder().pathType(PathType.JSON_PATH).build());

  private SchemaCheck() {}

  static List<Problem> problems(JsonNode document) {
    List<Problem> problems = new ArrayList<>();
    for (ValidationMessage message : SCHEMA.validate(document)) {
      // The keyword "if" only says that "then" failed, which has messages of its own.
      if (!message.getType().equals("if")) {
        Problem problem = problem(message);
        if (!problems.contains(problem)) {
          problems.add(problem);
        }
      }
    }
    return problems;
  }

  private static Problem problem(ValidationMessage message) {
    String path = message.getInstanceLocation().toString().replaceFirst("^\\$\\.?", "");
    JsonNode owner = owner(message);
    return switch (message.getType()) {
      case "required" ->
          new Problem(
              join(path, message.getProperty()),
              "nothing",
              "required, " + Values.allowed(property(owner, message.getProperty())));
      case "additionalProperties" -> unknownField(path, message.getProperty(), owner);
      case "maxProperties", "minProperties" ->
          new Problem(
              path,
              Values.describe(message.getInstanceNode()),
              "exactly one of " + String.join(", ", Values.names(owner.path("properties"))));
      default -> new Problem(path, found(path, message.getInstanceNode()), Values.allowed(owner));
    };
  }

  private static String found(String path, JsonNode value) {
    boolean later = path.endsWith("method.name") && LATER_METHODS.contains(value.asText());
    return Values.describe(value) + (later ? ", which is not available yet" : "");
  }

  private static Problem unknownField(String path, String name, JsonNode owner) {
    List<String> allowed = Values.names(owner.path("properties"));
    String nearest = Nearest.of(name, allowed).map(n -> "; did you mean '" + n + "'?").orElse("");
    return new Problem(join(path, name), "an unknown field", String.join(", ", allowed) + nearest);
  }

  /** The schema object whose keyword was violated. */
  private static JsonNode owner(ValidationMessage message) {
    String fragment = message.getSchemaLocation().getFragment().toString();
    int last = fragment.lastIndexOf('/');
    return RequestSchema.root().at(last <= 0 ? "" : fragment.substring(0, last));
  }

  private static JsonNode property(JsonNode owner, String name) {
    return owner.path("properties").path(name);
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
