package io.lethe.workflows.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.workflows.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The points of a grid: every combination of its values, the last path changing fastest. */
final class Grid {
  private static final long FAR_TOO_MANY = 1_000_000;

  private Grid() {}

  /** The method alone where there is no grid. */
  static List<Candidate> candidates(ComparedMethod row) {
    List<Candidate> candidates = new ArrayList<>();
    for (Map<String, Object> point : points(row.grid())) {
      candidates.add(new Candidate(point, method(row.method(), point)));
    }
    return candidates;
  }

  /** Number of points, or a number far above what is allowed. */
  static long size(ComparedMethod row) {
    return row.grid().values().stream()
        .mapToLong(List::size)
        .reduce(1, (a, b) -> Math.min(a * b, FAR_TOO_MANY));
  }

  private static List<Map<String, Object>> points(Map<String, List<Object>> grid) {
    List<Map<String, Object>> points = List.of(Map.of());
    for (Map.Entry<String, List<Object>> axis : grid.entrySet()) {
      List<Map<String, Object>> longer = new ArrayList<>();
      for (Map<String, Object> point : points) {
        for (Object value : axis.getValue()) {
          Map<String, Object> next = new TreeMap<>(point);
          next.put(axis.getKey(), value);
          longer.add(next);
        }
      }
      points = longer;
    }
    return points;
  }

  private static MethodSpec method(MethodSpec method, Map<String, Object> point) {
    ObjectNode tree = Wire.mapper().valueToTree(method);
    point.forEach((path, value) -> set(tree, path, Wire.mapper().valueToTree(value)));
    SchemaDefaults.fill(tree, RequestSchema.root().at("/$defs/method"));
    try {
      return Wire.mapper().treeToValue(tree, MethodSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the schema allows what the records cannot hold", e);
    }
  }

  /** Sets the value at a path of field names, making the objects on the way. */
  static void set(ObjectNode tree, String path, JsonNode value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      tree.set(path, value);
    } else {
      set(tree.withObjectProperty(path.substring(0, dot)), path.substring(dot + 1), value);
    }
  }
}
