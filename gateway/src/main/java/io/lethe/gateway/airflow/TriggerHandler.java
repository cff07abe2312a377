package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;
import io.lethe.gateway.Desk;
import io.lethe.gateway.Trigger;
import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.Problem;
import io.lethe.workflows.request.RequestReader;
import io.lethe.workflows.request.RunRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Starts runs. */
final class TriggerHandler {
  // Airflow makes up manual__2026-01-31T12:00:00+00:00, which is no name of a run.
  private static final DateTimeFormatter MADE_UP =
      DateTimeFormatter.ofPattern("'manual__'yyyy-MM-dd't'HH.mm.ss.SSS'z-'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final SecureRandom random = new SecureRandom();
  private final Desk desk;
  private final DagRunHandlers runs;
  private final Release release;

  TriggerHandler(Desk desk, DagRunHandlers runs, Release release) {
    this.desk = desk;
    this.runs = runs;
    this.release = release;
  }

  Object trigger(Call call) throws IOException {
    Dag dag =
        Dag.of(call.path("dag_id"))
            .orElseThrow(
                () ->
                    RefusedException.notFound(
                        "Dag with dag_id: '%s' not found".formatted(call.path("dag_id"))));
    ObjectNode conf =
        call.given().path("conf") instanceof ObjectNode given ? given : call.given().objectNode();
    Optional<String> id = Optional.ofNullable(call.given().path("dag_run_id").textValue());
    if (id.isPresent() && desk.run(id.get()).isPresent()) {
      throw taken(id.get());
    }
    try {
      RunRequest request = request(dag, id, conf);
      if (id.isEmpty() && desk.run(request.name()).isPresent()) {
        throw taken(request.name());
      }
      desk.start(request, trigger(call, dag));
      return runs.view(call, request.name()).body(release);
    } catch (InvalidRequestException e) {
      throw new RefusedException(HttpStatus.BAD_REQUEST, text(e.problems()));
    }
  }

  private RunRequest request(Dag dag, Optional<String> id, ObjectNode conf) throws IOException {
    if (dag == Dag.DEMO) {
      return DagParams.demo(desk.demo(id.orElseGet(this::madeUp)), conf);
    }
    ObjectNode request = conf.deepCopy();
    agree(request, "kind", dag.kind().name().toLowerCase(Locale.ROOT));
    id.ifPresent(name -> agree(request, "name", name));
    if (!request.has("name")) {
      request.put("name", madeUp());
    }
    return RequestReader.readRun(request.toString());
  }

  /** Fills in what the conf leaves to the DAG and the dag run; it may repeat it. */
  private static void agree(ObjectNode request, String field, String value) {
    if (!request.has(field)) {
      request.put(field, value);
    } else if (!value.equals(request.path(field).textValue())) {
      throw new InvalidRequestException(
          List.of(new Problem(field, request.path(field).toString(), value + ", or nothing")));
    }
  }

  private String madeUp() {
    return MADE_UP.format(Instant.now()) + "%04x".formatted(random.nextInt(0x10000));
  }

  private static Trigger trigger(Call call, Dag dag) {
    ObjectNode body = call.given();
    return new Trigger(
        dag.id(),
        Optional.of(call.principal().name()).filter(name -> !name.isEmpty()),
        Instant.now().truncatedTo(ChronoUnit.MICROS),
        Optional.ofNullable(body.path("logical_date").textValue())
            .map(text -> Call.instant("body", "logical_date", text)),
        Optional.ofNullable(body.path("note").textValue()).filter(note -> !note.isEmpty()));
  }

  /** As Airflow says it, whose clients look for these words. */
  private static RefusedException taken(String name) {
    return new RefusedException(
        HttpStatus.CONFLICT,
        Map.of(
            "reason",
            "Unique constraint violation",
            "statement",
            "hidden",
            "orig_error",
            "hidden",
            "message",
            "dag_run_id: found '%s', which is a run; allowed: a name not used before"
                .formatted(name)));
  }

  private static String text(List<Problem> problems) {
    return problems.stream()
        .map(
            problem ->
                new Problem(
                        problem.field().isEmpty() ? "conf" : "conf." + problem.field(),
                        problem.found(),
                        problem.allowed())
                    .toString())
        .collect(Collectors.joining("\n"));
  }
}
