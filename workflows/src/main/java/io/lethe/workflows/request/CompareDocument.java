package io.lethe.workflows.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is particular about reading a comparison: its rows, and the grids in them. */
final class CompareDocument {
  private static final Set<String> OF_THE_ROW = Set.of("label", "preset", "method", "grid");

  private final ObjectNode document;

  CompareDocument(ObjectNode document) {
    this.document = document;
  }

  /** Whether the document is a comparison. */
  static boolean is(ObjectNode document) {
    return document.path("kind").asText().equals("compare");
  }

  /** The rows of which something can be read; the schema complains about the others. */
  private List<ObjectNode> rows() {
    List<ObjectNode> rows = new ArrayList<>();
    for (JsonNode row : document.path("methods")) {
      rows.add(row instanceof ObjectNode object ? object : document.objectNode());
    }
    return rows;
  }

  /** Rows in the short form {@code {name: ft, epochs: 5}} get the long one. */
  void expandShortForms() {
    for (ObjectNode row : rows()) {
      if (!row.has("method") && row.has("name")) {
        ObjectNode method = row.objectNode();
        List<String> names = new ArrayList<>();
        row.fieldNames().forEachRemaining(names::add);
        names.stream()
            .filter(name -> !OF_THE_ROW.contains(name))
            .forEach(name -> method.set(name, row.remove(name)));
        row.set("method", method);
      }
    }
  }

  /** A row without a label has its method's name. */
  void labels() {
    for (ObjectNode row : rows()) {
      JsonNode name = row.path("method").path("name");
      if (!row.has("label") && name.isTextual()) {
        row.set("label", name);
      }
    }
  }

  /** The rows that name a preset. */
  List<ObjectNode> presets() {
    return rows().stream().filter(row -> row.has("preset")).toList();
  }

  /**
   * Tries each value of each grid in its method; values get the types of the method's fields.
   *
   * @return what is wrong with a value, as a problem of the grid
   */
  List<Problem> grids() {
    List<Problem> problems = new ArrayList<>();
    List<ObjectNode> rows = rows();
    for (int row = 0; row < rows.size(); row++) {
      for (Map.Entry<String, JsonNode> axis : rows.get(row).path("grid").properties()) {
        for (int i = 0; i < axis.getValue().size(); i++) {
          problems.addAll(tried(row, axis.getKey(), (ArrayNode) axis.getValue(), i));
        }
      }
    }
    return problems;
  }

  private List<Problem> tried(int row, String path, ArrayNode values, int i) {
    ObjectNode copy = document.deepCopy();
    ObjectNode method = (ObjectNode) copy.path("methods").path(row).path("method");
    Grid.set(method, path, values.get(i));
    SchemaDefaults.fill(copy, RequestSchema.root());
    String prefix = "methods[%d].method".formatted(row);
    List<Problem> problems =
        SchemaCheck.REQUESTS.problems(copy).stream()
            .filter(problem -> problem.field().startsWith(prefix))
            .map(problem -> ofGrid(problem, row, path, i))
            .toList();
    values.set(i, method.at("/" + path.replace('.', '/')));
    return problems;
  }

  private static Problem ofGrid(Problem problem, int row, String path, int i) {
    return new Problem(
        "methods[%d].grid.%s[%d]".formatted(row, path, i), problem.found(), problem.allowed());
  }
}
