package io.lethe.workflows.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every parameter of the published schema, with values on the wrong side of what the schema says of
 * it: none may have a type or a range that the reader does not hold requests against, and a new one
 * is here by itself.
 */
class EveryParameterTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Written otherwise than they are read, with tests of their own. */
  private static final Set<String> SHORT_FORMS = Set.of("kind", "preset", "methods");

  private static final String UNLEARN =
      """
      {"kind": "unlearn", "name": "small", "dataset": {"ref": "data"}, "forget": {"class": 3},
       "model": {"ref": "m.safetensors", "architecture": "resnet20s", "classes": 10},
       "method": {"name": "%s"}}
      """;
  private static final String TRAIN =
      """
      {"kind": "train", "name": "small", "dataset": {"ref": "data"}, "method": {"name": "retrain"},
       "model": {"architecture": "resnet20s", "classes": 10,
                 "normalization": {"mean": [0], "std": [1]}}}
      """;
  private static final String COMPARE =
      """
      {"kind": "compare", "name": "small", "dataset": {"ref": "data"}, "seeds": [1],
       "forget": [{"random": {"fraction": 0.1}}], "baseline": {"mode": "train"},
       "methods": [{"name": "salun", "grid": {"epochs": [1, 2]}}], "search": {"seeds": [11]},
       "model": {"ref": "m.safetensors", "architecture": "resnet20s", "classes": 10}}
      """;

  /**
   * A request with one wrong value.
   *
   * @param request the request
   * @param field what the message must name
   */
  record Case(JsonNode request, String field) {
    @Override
    public String toString() {
      return request.path("kind").asText()
          + " "
          + request.path("method").path("name").asText()
          + " "
          + field
          + ": "
          + request.at("/" + field.replaceAll("\\[(\\d+)]", "/$1").replace('.', '/'));
    }
  }

  /** A wrong value, and where in the parameter it is: empty, or such as {@code [0]}. */
  private record Wrong(JsonNode value, String at) {}

  static Stream<Case> wrongValues() {
    List<Case> cases = new ArrayList<>();
    for (JsonNode method : RequestSchema.root().at("/$defs/method/properties/name/enum")) {
      JsonNode schema = RequestSchema.root().at("/$defs/" + method.textValue());
      properties(UNLEARN.formatted(method.textValue()), "method.", schema, cases);
    }
    for (String text : List.of(UNLEARN.formatted("salun"), TRAIN, COMPARE)) {
      String kind = parse(text).get("kind").textValue();
      properties(text, "", RequestSchema.root().at("/$defs/" + kind), cases);
    }
    return cases.stream();
  }

  private static void properties(String text, String prefix, JsonNode schema, List<Case> cases) {
    schema
        .get("properties")
        .properties()
        .forEach(
            property -> {
              String name = property.getKey();
              // The fields of a method are looked at method by method.
              if (SHORT_FORMS.contains(name) || name.equals("method") || isName(prefix, name)) {
                return;
              }
              for (Wrong wrong : wrong(property.getValue())) {
                ObjectNode request = parse(text);
                ObjectNode parent = prefix.isEmpty() ? request : (ObjectNode) request.get("method");
                parent.set(name, wrong.value());
                cases.add(new Case(request, prefix + name + wrong.at()));
              }
            });
  }

  private static boolean isName(String prefix, String name) {
    return prefix.equals("method.") && name.equals("name");
  }

  private static List<Wrong> wrong(JsonNode reference) {
    JsonNode schema = RequestSchema.resolve(reference);
    List<Wrong> wrong = new ArrayList<>();
    String type = schema.path("type").isArray() ? "either" : schema.path("type").asText("enum");
    switch (type) {
      case "integer", "number" -> numbers(schema, type, wrong);
      case "string", "enum" -> strings(schema, wrong);
      case "boolean" -> wrong.add(new Wrong(NODES.textNode("perhaps"), ""));
      case "array" -> arrays(schema, wrong);
      case "object" -> objects(schema, wrong);
      default -> objects(RequestSchema.resolve(schema.path("then")), wrong);
    }
    assertThat(wrong).as(schema.toString()).isNotEmpty();
    return wrong;
  }

  private static void numbers(JsonNode schema, String type, List<Wrong> wrong) {
    wrong.add(new Wrong(NODES.textNode("many"), ""));
    if (type.equals("integer")) {
      wrong.add(new Wrong(NODES.numberNode(1.5), ""));
    }
    BigDecimal one = BigDecimal.ONE;
    bound(schema, "exclusiveMinimum", BigDecimal.ZERO, wrong);
    bound(schema, "exclusiveMaximum", BigDecimal.ZERO, wrong);
    bound(schema, "minimum", one.negate(), wrong);
    bound(schema, "maximum", one, wrong);
  }

  private static void bound(JsonNode schema, String keyword, BigDecimal by, List<Wrong> wrong) {
    if (schema.has(keyword)) {
      wrong.add(new Wrong(NODES.numberNode(schema.get(keyword).decimalValue().add(by)), ""));
    }
  }

  private static void strings(JsonNode schema, List<Wrong> wrong) {
    wrong.add(new Wrong(NODES.numberNode(3), ""));
    if (schema.has("enum")) {
      wrong.add(new Wrong(NODES.textNode("none-of-these"), ""));
    } else {
      wrong.add(new Wrong(NODES.textNode(""), ""));
      if (schema.has("maxLength")) {
        wrong.add(
            new Wrong(NODES.textNode("x".repeat(schema.get("maxLength").intValue() + 1)), ""));
      }
    }
  }

  private static void arrays(JsonNode schema, List<Wrong> wrong) {
    wrong.add(new Wrong(NODES.textNode("no list"), ""));
    if (schema.has("minItems")) {
      wrong.add(new Wrong(NODES.arrayNode(), ""));
    }
    for (Wrong item : wrong(schema.get("items"))) {
      ArrayNode list = NODES.arrayNode();
      list.add(item.value());
      wrong.add(new Wrong(list, "[0]" + item.at()));
    }
  }

  private static void objects(JsonNode schema, List<Wrong> wrong) {
    wrong.add(new Wrong(NODES.numberNode(3), ""));
    ObjectNode unknown = NODES.objectNode();
    unknown.put("nosuch", 1);
    wrong.add(new Wrong(unknown, ".nosuch"));
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              if (property.getValue().has("const")) {
                return;
              }
              for (Wrong inner : wrong(property.getValue())) {
                ObjectNode object = NODES.objectNode();
                object.set(property.getKey(), inner.value());
                wrong.add(new Wrong(object, "." + property.getKey() + inner.at()));
              }
            });
  }

  private static ObjectNode parse(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("wrongValues")
  void isRefusedWithItsFieldWhatWasFoundAndWhatIsAllowed(Case wrong) {
    InvalidRequestException refused =
        catchThrowableOfType(
            InvalidRequestException.class, () -> RequestReader.readRun(wrong.request().toString()));
    assertThat(refused).as("accepted").isNotNull();
    assertThat(refused.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.field()).isEqualTo(wrong.field());
              assertThat(problem.found()).isNotBlank();
              assertThat(problem.allowed()).isNotBlank();
            });
  }

  /** Nothing is left to the arithmetic that comes after. */
  @Test
  void everyNumberHasTwoBoundsAndEveryTextALimit() {
    RequestSchema.root().findParents("type").forEach(EveryParameterTest::assertBounded);
  }

  private static void assertBounded(JsonNode schema) {
    String type = schema.get("type").asText();
    if (type.equals("integer") || type.equals("number")) {
      assertThat(schema.has("minimum") || schema.has("exclusiveMinimum"))
          .as("lower bound of " + schema)
          .isTrue();
      assertThat(schema.has("maximum") || schema.has("exclusiveMaximum"))
          .as("upper bound of " + schema)
          .isTrue();
    } else if (type.equals("string") && schema.size() > 1) { // else only a condition
      assertThat(schema.has("enum") || schema.has("maxLength") || schema.has("pattern"))
          .as("limit of " + schema)
          .isTrue();
    }
  }

  @Test
  void theRequestsThatAreMadeWrongAreRight() {
    for (String text : List.of(UNLEARN.formatted("salun"), TRAIN, COMPARE)) {
      assertThat(RequestReader.readRun(text)).isNotNull();
    }
  }
}
