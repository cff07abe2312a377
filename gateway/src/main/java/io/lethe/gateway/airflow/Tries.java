package io.lethe.gateway.airflow;

import io.lethe.gateway.Desk;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.StageResult;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The stages of a run and their tries: executions that came to them. */
final class Tries {
  private static final Optional<String> FAILED = Optional.of(RunView.FAILED);

  private final Desk desk;
  private final RunView run;
  private final Dag dag;
  private final List<Execution> executions = new ArrayList<>();

  Tries(Desk desk, RunView run, Dag dag) throws IOException {
    this.desk = desk;
    this.run = run;
    this.dag = dag;
    List<RunRecord> records = desk.executions(run.entry().name());
    for (int i = 0; i < records.size(); i++) {
      boolean last = i == records.size() - 1;
      boolean alive = last && run.state().equals(RunView.RUNNING);
      executions.add(new Execution(dag, records.get(i), alive, trouble(alive, records.get(i))));
    }
  }

  private Optional<String> trouble(boolean alive, RunRecord record) {
    return alive && record.state() == RunState.RUNNING
        ? desk.trouble(record.name())
        : Optional.empty();
  }

  /** Every task as it stands, in the order of the DAG. */
  List<TaskTry> current() {
    return dag.tasks().stream().map(this::current).toList();
  }

  /** A task as it stands. */
  TaskTry current(String task) {
    List<TaskTry> tries = of(task);
    Optional<Execution> last =
        run.state().equals(RunView.QUEUED) || executions.isEmpty()
            ? Optional.empty()
            : Optional.of(executions.get(executions.size() - 1));
    if (last.filter(execution -> execution.began(task)).isPresent()) {
      return tries.get(tries.size() - 1);
    }
    return new TaskTry(
        run,
        task,
        tries.size(),
        tries.size(),
        last,
        last.map(execution -> execution.state(task)).orElseGet(() -> beforeTheFirst(task)),
        Optional.empty(),
        Optional.empty());
  }

  private Optional<String> beforeTheFirst(String task) {
    boolean first = task.equals(dag.tasks().get(0));
    return first && desk.running(run.entry().name())
        ? Optional.of(RunView.QUEUED)
        : Optional.empty();
  }

  /** The tries of a task, oldest first. */
  List<TaskTry> of(String task) {
    List<Execution> begun = executions.stream().filter(e -> e.began(task)).toList();
    List<TaskTry> tries = new ArrayList<>();
    for (Execution execution : begun) {
      tries.add(
          new TaskTry(
              run,
              task,
              tries.size() + 1,
              begun.size(),
              Optional.of(execution),
              execution.state(task),
              started(execution, task),
              ended(execution, task)));
    }
    return tries;
  }

  /** The record is written when a stage begins; earlier ones began when those before them ended. */
  private Optional<Instant> started(Execution execution, String task) {
    RunRecord record = execution.record();
    // A run that waits for a person has written its record since its last stage.
    boolean now = record.stage().equals(task) && execution.result(task).isEmpty();
    if (!record.state().ended() && now) {
      return Optional.of(record.updatedAt());
    }
    int at = dag.tasks().indexOf(task);
    for (int i = at - 1; i >= 0; i--) {
      Optional<Instant> before = ended(execution, dag.tasks().get(i));
      if (before.isPresent()) {
        return before;
      }
    }
    // Those before it are admission, which leaves no time, and stages that this run does without.
    boolean first =
        dag.tasks().subList(0, at).stream()
            .allMatch(before -> before.equals(dag.tasks().get(0)) || !execution.began(before));
    return first ? Optional.of(record.startedAt()) : Optional.empty();
  }

  private Optional<Instant> ended(Execution execution, String task) {
    RunRecord record = execution.record();
    boolean last = dag.lastTask().equals(task) || execution.state(task).equals(FAILED);
    if (record.state().ended() && last) {
      return Optional.of(record.updatedAt());
    }
    Optional<StageResult> result = execution.result(task);
    // A stage that an earlier execution has finished is found at once.
    return result
        .flatMap(desk::finishedAt)
        .map(stored -> stored.isBefore(record.startedAt()) ? record.startedAt() : stored);
  }
}
