package io.lethe.workflows.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** References of a JSON Schema to other parts of the document it stands in. */
public final class SchemaRefs {
  private static final String REF = "$ref";

  private SchemaRefs() {}

  /**
   * A copy in which every reference is replaced by what it names; keywords beside it win.
   *
   * @param schema without circles
   * @param root the document that {@code #/…} points into
   */
  public static JsonNode inline(JsonNode schema, JsonNode root) {
    if (schema instanceof ArrayNode list) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      list.forEach(item -> copy.add(inline(item, root)));
      return copy;
    }
    if (!(schema instanceof ObjectNode object)) {
      return schema;
    }
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    if (object.path(REF).isTextual()) {
      copy.setAll((ObjectNode) inline(root.at(object.path(REF).textValue().substring(1)), root));
    }
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (!(member.getKey().equals(REF) && member.getValue().isTextual())) {
        copy.set(member.getKey(), inline(member.getValue(), root));
      }
    }
    return copy;
  }
}
