package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.gateway.RunEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which runs a list has, and in which order. */
final class RunSelection {
  private static final Map<String, Function<RunView, Optional<Instant>>> TIMES =
      Map.of(
          "run_after", run -> Optional.of(run.entry().trigger().at()),
          "logical_date", run -> run.entry().trigger().logicalDate(),
          "start_date", RunView::started,
          "end_date", RunView::ended,
          "updated_at", run -> Optional.of(run.updated()));

  private static final Map<String, Predicate<Integer>> BOUNDS =
      Map.of("gte", c -> c >= 0, "gt", c -> c > 0, "lte", c -> c <= 0, "lt", c -> c < 0);

  private final Call call;
  private final List<String> states;
  private final List<String> order;

  RunSelection(Call call) {
    this.call = call;
    this.states = call.texts("state");
    this.order = call.texts("order_by");
  }

  /** Whether Temporal must be asked about all of them, or only about those on the page. */
  boolean byState() {
    return !states.isEmpty() || order.stream().anyMatch(attribute -> attribute.endsWith("state"));
  }

  /** Those that are wanted by what never changes. */
  List<RunEntry> of(List<RunEntry> all) {
    String dag = call.path("dag_id");
    List<String> types = call.texts("run_type");
    if (!types.isEmpty() && !types.contains("manual")) {
      return List.of();
    }
    Predicate<String> id =
        TextFilter.like(call.text("run_id_pattern"))
            .and(TextFilter.prefix(call.text("run_id_prefix_pattern")));
    Predicate<String> dagId =
        TextFilter.like(call.text("dag_id_pattern"))
            .and(TextFilter.prefix(call.text("dag_id_prefix_pattern")));
    Predicate<String> user =
        TextFilter.like(call.text("triggering_user_name_pattern"))
            .and(TextFilter.prefix(call.text("triggering_user_name_prefix_pattern")));
    return all.stream()
        .filter(run -> dag.equals(DagRunHandlers.ALL) || dag.equals(run.trigger().dag()))
        .filter(run -> id.test(run.name()))
        .filter(run -> dagId.test(run.trigger().dag()))
        .filter(run -> user.test(run.trigger().by().orElse("")))
        .toList();
  }

  /** Those that are wanted as they stand, sorted. */
  List<RunView> sorted(List<RunView> runs) {
    Predicate<RunView> wanted = run -> states.isEmpty() || states.contains(run.state());
    for (Map.Entry<String, Function<RunView, Optional<Instant>>> time : TIMES.entrySet()) {
      wanted = wanted.and(within(time.getKey(), time.getValue(), call::instant));
    }
    wanted =
        wanted.and(
            within(
                "duration", RunView::duration, name -> call.query(name).map(JsonNode::asDouble)));
    return runs.stream().filter(wanted).sorted(comparator()).toList();
  }

  private static <T extends Comparable<T>> Predicate<RunView> within(
      String attribute, Function<RunView, Optional<T>> value, Function<String, Optional<T>> bound) {
    Predicate<RunView> within = run -> true;
    for (Map.Entry<String, Predicate<Integer>> side : BOUNDS.entrySet()) {
      Optional<T> limit = bound.apply(attribute + "_" + side.getKey());
      if (limit.isPresent()) {
        BiPredicate<T, T> holds = (found, asked) -> side.getValue().test(found.compareTo(asked));
        within =
            within.and(run -> value.apply(run).filter(v -> holds.test(v, limit.get())).isPresent());
      }
    }
    return within;
  }

  private Comparator<RunView> comparator() {
    Comparator<RunView> comparator = Comparator.comparing(run -> 0);
    for (String attribute : order) {
      boolean descending = attribute.startsWith("-");
      Comparator<RunView> by = by(descending ? attribute.substring(1) : attribute);
      comparator = comparator.thenComparing(descending ? by.reversed() : by);
    }
    return comparator.thenComparing(run -> run.entry().name());
  }

  private static Comparator<RunView> by(String attribute) {
    return switch (attribute) {
      case "id" -> nullsLast(TIMES.get("run_after"));
      case "dag_run_id", "run_id" -> Comparator.comparing(run -> run.entry().name());
      case "dag_id" -> Comparator.comparing(run -> run.entry().trigger().dag());
      case "state" -> Comparator.comparing(RunView::state);
      case "duration" -> nullsLast(RunView::duration);
      default -> nullsLast(TIMES.get(attribute));
    };
  }

  private static <T extends Comparable<T>> Comparator<RunView> nullsLast(
      Function<RunView, Optional<T>> value) {
    return Comparator.comparing(
        run -> value.apply(run).orElse(null), Comparator.nullsLast(Comparator.naturalOrder()));
  }
}
