package io.lethe.gateway.airflow;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.lethe.gateway.Desk;
import io.lethe.gateway.LiveStates;
import io.lethe.gateway.Mishap;
import io.lethe.gateway.Role;
import io.lethe.gateway.Routes;
import io.lethe.gateway.UnknownRunException;
import io.lethe.gateway.WrongStateException;
import io.lethe.workflows.request.InvalidRequestException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The API in the shape of Airflow's, {@code /api/v2}, and its document, {@code /openapi.json}. */
public final class AirflowRoutes implements Routes {
  /** What an action returns that has answered already. */
  static final Object ANSWERED = new Object();

  private static final String BASE = "/api/v2/";

  private final Map<String, Action> actions = new LinkedHashMap<>();
  private final Map<String, Role> roles = new LinkedHashMap<>();
  private final LiveStates states;

  /** Answers a request; what it returns is the body. */
  @FunctionalInterface
  interface Action {
    Object answer(Call call) throws Exception;
  }

  /**
   * The routes to a desk.
   *
   * @param version of Lethe
   * @param commit it was built from
   */
  public AirflowRoutes(Desk desk, String version, String commit) {
    states = new LiveStates(desk);
    Release release = new Release(version, commit, Instant.now().truncatedTo(ChronoUnit.MICROS));
    SystemHandlers system = new SystemHandlers(desk, release);
    on("get_version", Role.ANYONE, system::version);
    on("get_health", Role.ANYONE, system::health);
    DagHandlers dags = new DagHandlers(desk, release);
    on("get_dags", Role.VIEWER, dags::list);
    on("get_dag", Role.VIEWER, dags::get);
    on("get_dag_details", Role.VIEWER, dags::details);
    on("get_dag_versions", Role.VIEWER, dags::versions);
    on("get_tasks", Role.VIEWER, dags::tasks);
    on("get_task", Role.VIEWER, dags::task);
    on("patch_dag", Role.ADMIN, dags::patch);
    DagRunHandlers runs = new DagRunHandlers(desk, states, release);
    on("get_dag_runs", Role.VIEWER, runs::list);
    on("get_dag_run", Role.VIEWER, runs::get);
    on("trigger_dag_run", Role.OPERATOR, new TriggerHandler(desk, runs, release)::trigger);
    DagRunChanges changes = new DagRunChanges(desk, runs, states, release);
    on("patch_dag_run", Role.OPERATOR, changes::patch);
    on("clear_dag_run", Role.OPERATOR, changes::clear);
    on("post_clear_task_instances", Role.OPERATOR, changes::clearTasks);
    on("delete_dag_run", Role.ADMIN, changes::delete);
    TaskHandlers tasks = new TaskHandlers(desk, runs, release);
    on("get_task_instances", Role.VIEWER, tasks::list);
    on("get_task_instance", Role.VIEWER, tasks::get);
    on("patch_task_instance", Role.OPERATOR, tasks::patch);
    on("get_task_instance_tries", Role.VIEWER, tasks::listTries);
    on("get_task_instance_try_details", Role.VIEWER, tasks::getTry);
    on("get_log", Role.VIEWER, new LogHandlers(desk, tasks)::get);
    XComHandlers xcoms = new XComHandlers(tasks);
    on("get_xcom_entries", Role.VIEWER, xcoms::list);
    on("get_xcom_entry", Role.VIEWER, xcoms::get);
  }

  private void on(String operation, Role role, Action action) {
    actions.put(operation, action);
    roles.put(operation, role);
  }

  /** Every operation of the document, except those of access control. */
  @Override
  public void add(JavalinConfig config) {
    config.routes.get(
        "/openapi.json", context -> context.json(ApiDocument.BUNDLED.root()), Role.ANYONE);
    ApiDocument.BUNDLED.operations().forEach((id, operation) -> add(config, id, operation));
    config.events.serverStopping(states::close);
  }

  private void add(JavalinConfig config, String id, Operation operation) {
    if (operation.path().startsWith(BASE)) {
      config.routes.addHttpHandler(
          new HandlerType(operation.method().toUpperCase(Locale.ROOT)),
          operation.path(),
          handler(operation, actions.get(id)),
          roles.get(id));
    }
  }

  private static Handler handler(Operation operation, Action action) {
    return context -> {
      try {
        Object answer = action.answer(operation.read(context));
        if (answer != ANSWERED) {
          context.json(answer);
        }
      } catch (InvalidCallException e) {
        context.status(HttpStatus.UNPROCESSABLE_CONTENT).json(e.body());
      } catch (RefusedException e) {
        context.status(e.status()).json(e.body());
      } catch (InvalidRequestException e) {
        refuse(context, HttpStatus.BAD_REQUEST, e.getMessage());
      } catch (UnknownRunException e) {
        refuse(context, HttpStatus.NOT_FOUND, e.getMessage());
      } catch (WrongStateException e) {
        refuse(context, operation.conflictStatus(), "path", "dag_run_id", e.getMessage());
      } catch (HttpResponseException e) {
        refuse(context, HttpStatus.forStatus(e.getStatus()), e.getMessage());
      } catch (Exception e) {
        Mishap mishap = Mishap.of(context, e);
        refuse(context, mishap.status().getCode(), "body", "conf", mishap.detail());
      }
    };
  }

  /** Of the status 422 Airflow wants to know which field is to blame. */
  private static void refuse(
      Context context, int status, String place, String field, String message) {
    if (status == HttpStatus.UNPROCESSABLE_CONTENT.getCode()) {
      context.status(status).json(InvalidCallException.body(place, field, message));
    } else {
      refuse(context, HttpStatus.forStatus(status), message);
    }
  }

  private static void refuse(Context context, HttpStatus status, String detail) {
    context.status(status).json(Map.of("detail", detail));
  }
}
