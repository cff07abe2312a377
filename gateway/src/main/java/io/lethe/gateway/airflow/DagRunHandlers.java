package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.gateway.Desk;
import io.lethe.gateway.LiveStates;
import io.lethe.gateway.RunEntry;
import java.io.IOException;
import java.util.List;

/** Runs, to look at. */
final class DagRunHandlers {
  /** Stands for every DAG. */
  static final String ALL = "~";

  private final Desk desk;
  private final LiveStates states;
  private final Release release;

  DagRunHandlers(Desk desk, LiveStates states, Release release) {
    this.desk = desk;
    this.states = states;
    this.release = release;
  }

  Object list(Call call) throws IOException {
    if (!call.path("dag_id").equals(ALL)) {
      DagHandlers.dag(call);
    }
    RunSelection selection = new RunSelection(call);
    List<RunEntry> entries = selection.of(desk.runs());
    List<RunView> views =
        selection.byState()
            ? RunView.live(entries, states)
            : entries.stream().map(RunView::recorded).toList();
    List<RunView> wanted = selection.sorted(views);
    List<RunEntry> page = Page.of(call, wanted).map(RunView::entry).toList();
    List<ObjectNode> bodies =
        RunView.live(page, states).stream().map(run -> run.body(release)).toList();
    return Page.body("dag_runs", bodies, wanted.size());
  }

  Object get(Call call) throws IOException {
    return view(call).body(release);
  }

  /** The run of a path, as it stands. */
  RunView view(Call call) throws IOException {
    return view(call, call.path("dag_run_id"));
  }

  /** A run of the DAG of a path, as it stands. */
  RunView view(Call call, String run) throws IOException {
    String dag = DagHandlers.dag(call).id();
    RunEntry entry =
        desk.run(run)
            .filter(found -> found.trigger().dag().equals(dag))
            .orElseThrow(
                () ->
                    RefusedException.notFound(
                        "The DagRun with dag_id: `%s` and run_id: `%s` was not found"
                            .formatted(dag, run)));
    return RunView.live(List.of(entry), states).get(0);
  }
}
