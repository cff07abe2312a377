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

/** Validates a document against a schema and words each finding as a {@link Problem}. */
public final class SchemaCheck {
  static final SchemaCheck REQUESTS = new SchemaCheck(RequestSchema.root());

  private final JsonNode root;
  private final JsonSchema schema;

  /**
   * The check against a schema.
   *
   * @param root JSON Schema, draft 2020-12; other than in that of requests, references are written
   *     out ({@link SchemaRefs#inline})
   */
  public SchemaCheck(JsonNode root) {
    this.root = root;
    this.schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                root,
                SchemaValidatorsConfig.builder()
                    .pathType(PathType.JSON_PATH)
                    .formatAssertionsEnabled(true)
                    .build());
  }

  /** Everything that is wrong with a document, each thing once. */
  public List<Problem> problems(JsonNode document) {
    List<Problem> problems = new ArrayList<>();
    for (ValidationMessage message : schema.validate(document)) {
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

  private Problem problem(ValidationMessage message) {
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
      case "enum" ->
          new Problem(
              path,
              Values.describe(message.getInstanceNode()),
              Values.allowed(owner) + nearest(message.getInstanceNode(), owner));
      default ->
          new Problem(path, Values.describe(message.getInstanceNode()), Values.allowed(owner));
    };
  }

  private static String nearest(JsonNode value, JsonNode owner) {
    List<String> allowed = new ArrayList<>();
    owner.path("enum").forEach(name -> allowed.add(name.asText()));
    return value.isTextual() ? Nearest.hint(value.textValue(), allowed) : "";
  }

  private static Problem unknownField(String path, String name, JsonNode owner) {
    List<String> allowed = Values.names(owner.path("properties"));
    return new Problem(
        join(path, name),
        "an unknown field",
        String.join(", ", allowed) + Nearest.hint(name, allowed));
  }

  /** The schema object whose keyword was violated. */
  private JsonNode owner(ValidationMessage message) {
    String fragment = message.getSchemaLocation().getFragment().toString();
    int last = fragment.lastIndexOf('/');
    return root.at(last <= 0 ? "" : fragment.substring(0, last));
  }

  private static JsonNode property(JsonNode owner, String name) {
    return owner.path("properties").path(name);
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
