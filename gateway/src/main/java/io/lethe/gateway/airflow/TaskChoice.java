package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which tasks a client wants cleared. */
final class TaskChoice {
  private final ObjectNode wish;

  TaskChoice(ObjectNode wish) {
    this.wish = wish;
  }

  /** Of the tasks of a run, in the order of the DAG. */
  List<TaskTry> of(List<TaskTry> tasks) {
    Set<String> named = named(tasks.stream().map(TaskTry::task).toList());
    return tasks.stream()
        .filter(task -> named.contains(task.task()))
        .filter(task -> !flag("only_failed") || DagRunChanges.failed(task))
        .filter(
            task ->
                !flag("only_running") || task.state().filter(RunView.RUNNING::equals).isPresent())
        .toList();
  }

  /** The named ones, with those before and behind them where these are wanted. */
  private Set<String> named(List<String> all) {
    if (!wish.hasNonNull("task_ids")) {
      return Set.copyOf(all);
    }
    Set<String> named = new HashSet<>();
    wish.path("task_ids")
        .forEach(
            id -> {
              int at = all.indexOf(id.textValue());
              if (at < 0) {
                throw RefusedException.notFound(
                    "Task with id %s was not found".formatted(id.textValue()));
              }
              int from = flag("include_upstream") ? 0 : at;
              int to = flag("include_downstream") ? all.size() : at + 1;
              named.addAll(all.subList(from, to));
            });
    return named;
  }

  private boolean flag(String name) {
    return wish.path(name).booleanValue();
  }
}
