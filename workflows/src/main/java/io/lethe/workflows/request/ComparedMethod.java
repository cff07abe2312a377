package io.lethe.workflows.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A row of a comparison.
 *
 * @param label name of the row; the method's name unless the request says otherwise
 * @param method the method with its hyper-parameters
 * @param grid values to search over, by path within {@code method} such as {@code mask.fraction};
 *     empty where nothing is searched
 */
public record ComparedMethod(
    String label,
    MethodSpec method,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, List<Object>> grid) {
  /** Sorts the paths, so that candidates have one order however the request was written. */
  public ComparedMethod {
    grid = grid == null ? Map.of() : new TreeMap<>(grid);
  }

  /** Whether its hyper-parameters are searched. */
  public boolean searched() {
    return !grid.isEmpty();
  }
}
