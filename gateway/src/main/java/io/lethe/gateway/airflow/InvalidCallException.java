package io.lethe.gateway.airflow;

import io.lethe.workflows.request.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A request that is not as the document says. */
final class InvalidCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String place;
  private final transient List<Problem> problems;

  InvalidCallException(String place, List<Problem> problems) {
    super(place + ": " + problems);
    this.place = place;
    this.problems = List.copyOf(problems);
  }

  static InvalidCallException of(String place, String field, String found, String allowed) {
    return new InvalidCallException(place, List.of(new Problem(field, found, allowed)));
  }

  /**
   * One thing that is wrong, as Airflow says it.
   *
   * @param loc where: the place in the request, then names and positions
   * @param msg what was found, what is allowed
   * @param type of the error
   */
  record Detail(List<Object> loc, String msg, String type) {}

  /** The body of the answer. */
  Map<String, List<Detail>> body() {
    return Map.of("detail", problems.stream().map(this::detail).toList());
  }

  /** The body of an answer about one field. */
  static Map<String, List<Detail>> body(String place, String field, String message) {
    return Map.of("detail", List.of(new Detail(List.of(place, field), message, "value_error")));
  }

  private Detail detail(Problem problem) {
    List<Object> loc = new ArrayList<>();
    loc.add(place);
    for (String part : problem.field().split("[.\\[\\]]+", -1)) {
      if (!part.isEmpty()) {
        loc.add(part.matches("\\d{1,9}") ? (Object) Integer.valueOf(part) : part);
      }
    }
    return new Detail(
        loc, "found %s; allowed: %s".formatted(problem.found(), problem.allowed()), "value_error");
  }
}
