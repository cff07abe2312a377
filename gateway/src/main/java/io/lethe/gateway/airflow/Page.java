package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Pages of lists. */
final class Page {
  /** Airflow gives no more either; whoever asks for more gets these. */
  private static final int MOST = 100;

  private Page() {}

  /** The page that is asked for. */
  static <T> Stream<T> of(Call call, List<T> all) {
    return all.stream().skip(call.number("offset")).limit(Math.min(MOST, call.number("limit")));
  }

  /** The body of a page of runs or task instances. */
  static ObjectNode body(String name, List<ObjectNode> page, int total) {
    ObjectNode known = JsonNodeFactory.instance.objectNode();
    known.putArray(name).addAll(page);
    return Templates.fill("page", known.put("total_entries", total));
  }

  /** The body of a short list, which has no pages. */
  static Map<String, Object> whole(String name, List<ObjectNode> all) {
    return Map.of(name, all, "total_entries", all.size());
  }
}
