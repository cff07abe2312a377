package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.gateway.Desk;
import io.lethe.gateway.airflow.Templates.Body;
import io.lethe.workflows.contract.TaskQueues;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** DAGs and their tasks. */
final class DagHandlers {
  private final Desk desk;
  private final Release release;

  DagHandlers(Desk desk, Release release) {
    this.desk = desk;
    this.release = release;
  }

  /** The DAG of a path. */
  static Dag dag(Call call) {
    return Dag.of(call.path("dag_id"))
        .orElseThrow(
            () ->
                RefusedException.notFound(
                    "The Dag with ID: `%s` was not found".formatted(call.path("dag_id"))));
  }

  @Body
  record Tag(String name, String dagId, String dagDisplayName) {}

  @Body
  record Known(
      String dagId,
      String dagDisplayName,
      boolean isPaused,
      Instant lastParsedTime,
      String bundleVersion,
      String fileloc,
      String description,
      List<Tag> tags,
      String fileToken) {}

  @Body
  record Details(
      ObjectNode params, Instant lastParsed, long activeRunsCount, ObjectNode latestDagVersion) {}

  @Body
  record Task(
      String taskId,
      String taskDisplayName,
      String queue,
      List<String> downstreamTaskIds,
      String operatorName,
      Map<String, String> classRef) {}

  Object list(Call call) throws IOException {
    Set<String> paused = desk.paused();
    List<Dag> wanted =
        Arrays.stream(Dag.values())
            .filter(like(call))
            .filter(dag -> tagged(dag, call.texts("tags")))
            .filter(
                dag ->
                    call.query("paused")
                        .map(p -> p.booleanValue() == paused.contains(dag.id()))
                        .orElse(true))
            .sorted(order(call.texts("order_by")))
            .toList();
    List<ObjectNode> page = Page.of(call, wanted).map(dag -> body(dag, paused)).toList();
    return Map.of("dags", page, "total_entries", wanted.size());
  }

  private static Predicate<Dag> like(Call call) {
    Predicate<String> id =
        TextFilter.like(call.text("dag_id_pattern"))
            .and(TextFilter.prefix(call.text("dag_id_prefix_pattern")));
    return dag -> id.test(dag.id());
  }

  private static boolean tagged(Dag dag, List<String> wanted) {
    return wanted.isEmpty() || tags(dag).stream().anyMatch(wanted::contains);
  }

  private static Comparator<Dag> order(List<String> attributes) {
    boolean descending = !attributes.isEmpty() && attributes.get(0).startsWith("-");
    Comparator<Dag> ascending = Comparator.comparing(Dag::id);
    return descending ? ascending.reversed() : ascending;
  }

  Object get(Call call) throws IOException {
    return body(dag(call), desk.paused());
  }

  Object details(Call call) throws IOException {
    Dag dag = dag(call);
    ObjectNode body = body(dag, desk.paused());
    long active =
        desk.runs().stream()
            .filter(run -> run.trigger().dag().equals(dag.id()))
            .filter(run -> run.record().filter(record -> record.state().ended()).isEmpty())
            .count();
    body.setAll(
        Templates.fill(
            "dagDetails",
            new Details(DagParams.of(dag), release.since(), active, release.of(dag))));
    return body;
  }

  Object patch(Call call) throws IOException {
    Dag dag = dag(call);
    ObjectNode change = call.masked();
    if (change.has("is_paused")) {
      desk.pause(dag.id(), change.path("is_paused").booleanValue());
    }
    return body(dag, desk.paused());
  }

  Object versions(Call call) {
    return Page.whole("dag_versions", List.of(release.of(dag(call))));
  }

  private ObjectNode body(Dag dag, Set<String> paused) {
    return Templates.fill(
        "dag",
        new Known(
            dag.id(),
            dag.id(),
            paused.contains(dag.id()),
            release.since(),
            release.version(),
            dag.workflow(),
            dag.description(),
            tags(dag).stream().map(tag -> new Tag(tag, dag.id(), dag.id())).toList(),
            dag.id()));
  }

  private static List<String> tags(Dag dag) {
    return List.of("lethe", dag.kind().name().toLowerCase(Locale.ROOT));
  }

  Object tasks(Call call) {
    Dag dag = dag(call);
    Comparator<String> order = Comparator.naturalOrder();
    boolean descending = call.text("order_by").filter(by -> by.startsWith("-")).isPresent();
    List<ObjectNode> tasks =
        dag.tasks().stream()
            .sorted(descending ? order.reversed() : order)
            .map(task -> task(dag, task))
            .toList();
    return Page.whole("tasks", tasks);
  }

  Object task(Call call) {
    Dag dag = dag(call);
    return Optional.of(call.path("task_id"))
        .filter(dag.tasks()::contains)
        .map(task -> task(dag, task))
        .orElseThrow(
            () ->
                RefusedException.notFound(
                    "Task with id %s was not found".formatted(call.path("task_id"))));
  }

  private static ObjectNode task(Dag dag, String task) {
    int next = dag.tasks().indexOf(task) + 1;
    return Templates.fill(
        "task",
        new Task(
            task,
            task,
            queue(task),
            next < dag.tasks().size() ? List.of(dag.tasks().get(next)) : List.of(),
            operator(task),
            Map.of("module_path", "io.lethe.workflows.pipeline", "class_name", dag.workflow())));
  }

  /** The task queue that a stage's work waits in. */
  static String queue(String task) {
    return switch (task) {
      case "gate", "baseline", "compare" -> TaskQueues.WORKFLOWS;
      case "publish" -> TaskQueues.PUBLISH;
      default -> TaskQueues.COMPUTE;
    };
  }

  /** What carries a stage out: an activity, or a workflow of its own. */
  static String operator(String task) {
    return switch (task) {
      case "admit" -> "Admit";
      case "mask" -> "MaskSlice";
      case "unlearn" -> "UnlearnSlice";
      case "train" -> "TrainSlice";
      case "gate" -> "Gate";
      case "baseline" -> "TrainWorkflow";
      case "compare" -> "CompareWorkflow";
      case "publish" -> "Publish";
      default -> "EvaluateSlice";
    };
  }
}
