package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.gateway.Desk;
import io.lethe.gateway.WrongStateException;
import java.io.IOException;
import java.util.List;

/** Task instances and their tries. */
final class TaskHandlers {
  private final Desk desk;
  private final DagRunHandlers runs;
  private final Release release;

  TaskHandlers(Desk desk, DagRunHandlers runs, Release release) {
    this.desk = desk;
    this.runs = runs;
    this.release = release;
  }

  Object list(Call call) throws IOException {
    List<String> states = call.texts("state");
    List<TaskTry> wanted =
        tries(call).current().stream()
            .filter(task -> states.isEmpty() || task.state().filter(states::contains).isPresent())
            .filter(task -> call.text("task_id").map(task.task()::equals).orElse(true))
            .toList();
    List<ObjectNode> page = Page.of(call, wanted).map(task -> task.instance(release)).toList();
    return Page.body("task_instances", page, wanted.size());
  }

  Object get(Call call) throws IOException {
    return current(call).instance(release);
  }

  Object listTries(Call call) throws IOException {
    Tries tries = tries(call);
    requireTask(call);
    return Page.whole(
        "task_instances",
        tries.of(call.path("task_id")).stream().map(one -> one.history(release)).toList());
  }

  Object getTry(Call call) throws IOException {
    return attempt(call, "task_try_number").history(release);
  }

  /** What a stage has come to is not for people to say; a client may repeat it. */
  Object patch(Call call) throws IOException {
    TaskTry task = current(call);
    String wanted = call.given().path("new_state").textValue();
    if (task.state().filter(wanted::equals).isEmpty()) {
      throw new WrongStateException(
          "new_state: found %s of a stage that is %s; allowed: only that"
              .formatted(wanted, task.state().orElse("not begun")));
    }
    return Page.body("task_instances", List.of(task.instance(release)), 1);
  }

  /** The task of a path, as it stands. */
  TaskTry current(Call call) throws IOException {
    Tries tries = tries(call);
    requireTask(call);
    return tries.current(call.path("task_id"));
  }

  /** One try of the task of a path. */
  TaskTry attempt(Call call, String parameter) throws IOException {
    Tries tries = tries(call);
    requireTask(call);
    int number = call.number(parameter);
    return tries.of(call.path("task_id")).stream()
        .filter(one -> one.number() == number)
        .findFirst()
        .orElseThrow(() -> notFound(call, " and try_number: `%d`".formatted(number)));
  }

  private Tries tries(Call call) throws IOException {
    return new Tries(desk, runs.view(call), DagHandlers.dag(call));
  }

  private static void requireTask(Call call) {
    if (!DagHandlers.dag(call).tasks().contains(call.path("task_id"))) {
      throw notFound(call, "");
    }
  }

  private static RefusedException notFound(Call call, String which) {
    return RefusedException.notFound(
        "The Task Instance with dag_id: `%s`, run_id: `%s`, task_id: `%s`%s was not found"
            .formatted(call.path("dag_id"), call.path("dag_run_id"), call.path("task_id"), which));
  }
}
