package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;
import io.lethe.gateway.Desk;
import io.lethe.gateway.LiveStates;
import io.lethe.gateway.Principal;
import io.lethe.gateway.WrongStateException;
import io.lethe.workflows.contract.Decision;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Cancels, reruns and deletes runs, and keeps notes. */
final class DagRunChanges {
  private static final Set<String> FAILURES = Set.of(RunView.FAILED, Execution.UPSTREAM_FAILED);

  private final Desk desk;
  private final DagRunHandlers runs;
  private final LiveStates states;
  private final Release release;

  DagRunChanges(Desk desk, DagRunHandlers runs, LiveStates states, Release release) {
    this.desk = desk;
    this.runs = runs;
    this.states = states;
    this.release = release;
  }

  Object patch(Call call) throws IOException {
    RunView run = runs.view(call);
    ObjectNode change = call.masked();
    Optional<String> wanted =
        Optional.ofNullable(change.path("state").textValue())
            .filter(state -> !state.equals(run.state()));
    if (wanted.isPresent()) {
      move(run, wanted.get(), call.principal());
    }
    note(call, change);
    RunView now = runs.view(call);
    ObjectNode body = now.body(release);
    // The run ends when its activity has stopped; what was decided is the answer, as in Airflow.
    boolean ending = wanted.filter(RunView.FAILED::equals).isPresent() && isOpen(now);
    return ending ? body.put("state", RunView.FAILED) : body;
  }

  private static boolean isOpen(RunView run) {
    return run.state().equals(RunView.QUEUED) || run.state().equals(RunView.RUNNING);
  }

  private void move(RunView run, String wanted, Principal by) throws IOException {
    String name = run.entry().name();
    if (wanted.equals(RunView.FAILED)) {
      if (isOpen(run)) {
        desk.cancel(name, new Decision(by.name().isEmpty() ? "gateway" : by.name(), ""));
        states.forget(name);
      }
    } else if (wanted.equals(RunView.QUEUED)) {
      rerun(run);
    } else {
      throw new WrongStateException(
          "state: found %s of a run that is %s; allowed: failed to cancel, queued to rerun"
              .formatted(wanted, run.state()));
    }
  }

  private void note(Call call, ObjectNode change) throws IOException {
    if (change.has("note")) {
      desk.note(
          call.path("dag_run_id"),
          Optional.ofNullable(change.path("note").textValue()).filter(note -> !note.isEmpty()));
    }
  }

  /** A run that ended well has nothing to rerun: its stages are found by content, all of them. */
  private void rerun(RunView run) throws IOException {
    if (!run.state().equals(RunView.SUCCESS)) {
      desk.retry(run.entry().name());
      states.forget(run.entry().name());
    }
  }

  Object delete(Call call) throws IOException {
    desk.delete(runs.view(call).entry().name());
    call.context().status(HttpStatus.NO_CONTENT);
    return AirflowRoutes.ANSWERED;
  }

  Object clear(Call call) throws IOException {
    RunView run = runs.view(call);
    ObjectNode wish = call.given();
    if (wish.path("dry_run").booleanValue()) {
      boolean onlyFailed = wish.path("only_failed").booleanValue();
      List<ObjectNode> tasks =
          wish.path("only_new").booleanValue()
              ? List.of()
              : tries(call, run).stream()
                  .filter(task -> !onlyFailed || failed(task))
                  .map(task -> task.instance(release))
                  .toList();
      return Page.whole("task_instances", tasks);
    }
    rerun(run);
    if (wish.hasNonNull("note")) {
      note(call, wish);
    }
    return runs.view(call).body(release);
  }

  Object clearTasks(Call call) throws IOException {
    ObjectNode wish = call.given();
    RunView run = runs.view(call, wish.path("dag_run_id").textValue());
    List<TaskTry> chosen = new TaskChoice(wish).of(tries(call, run));
    List<ObjectNode> bodies = chosen.stream().map(task -> task.instance(release)).toList();
    boolean rerun = !run.state().equals(RunView.SUCCESS) && !chosen.isEmpty();
    if (rerun && !wish.path("dry_run").booleanValue()) {
      rerun(run);
      bodies.forEach(body -> body.putNull("state"));
    }
    return Page.body("task_instances", bodies, bodies.size());
  }

  private List<TaskTry> tries(Call call, RunView run) throws IOException {
    return new Tries(desk, run, DagHandlers.dag(call)).current();
  }

  static boolean failed(TaskTry task) {
    return task.state().filter(FAILURES::contains).isPresent();
  }
}
