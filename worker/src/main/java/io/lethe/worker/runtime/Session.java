package io.lethe.worker.runtime;

import io.lethe.activities.Workspace;
import io.lethe.activities.plan.PlanMemory;
import io.lethe.activities.plan.Planner;
import io.lethe.store.ObjectStore;
import io.lethe.worker.embedded.Endpoint;
import io.lethe.worker.embedded.StateFolder;
import io.lethe.workflows.contract.TaskQueues;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The servers a command works with, for as long as it works, and the worker that runs inside it
 * where it owns a state folder.
 */
public final class Session implements AutoCloseable {
  /** An owner that has the lock announces itself within this time, even on a busy machine. */
  private static final long ATTACH_SECONDS = 30;

  private static final long ATTACH_POLL_MILLIS = 100;

  private final Backend backend;
  private final Workspace workspace;
  private final Path cache;
  private final PlanMemory memory = new PlanMemory();
  private Optional<LetheWorker> worker = Optional.empty();

  private Session(Backend backend, Path cache) {
    this.backend = backend;
    this.cache = cache;
    this.workspace = Workspace.of(backend.store(), cache);
  }

  /**
   * Connects to look at things; starts no worker. Empty for a state folder that does not exist:
   * there is nothing to see, and looking creates nothing.
   *
   * @param environment the process environment
   */
  public static Optional<Session> looking(Target target, Map<String, String> environment)
      throws IOException {
    if (target instanceof Target.Embedded embedded && !embedded.folder().exists()) {
      return Optional.empty();
    }
    return Optional.of(storing(target, environment));
  }

  /**
   * Connects to store things, creating the state folder where there is none; starts no worker.
   *
   * @param environment the process environment
   */
  public static Session storing(Target target, Map<String, String> environment) throws IOException {
    return new Session(connect(target, false, Telemetry.none()), Folders.cache(environment));
  }

  /**
   * Connects to servers on which runs are executed: by this process if it becomes the owner of the
   * state folder, otherwise by the owner or by workers elsewhere.
   *
   * @param environment the process environment
   */
  public static Session working(Target target, Map<String, String> environment) throws IOException {
    return working(target, environment, Telemetry.of(environment));
  }

  /**
   * Connects to servers on which runs are executed, as {@link #working(Target, Map)} does.
   *
   * @param environment the process environment
   * @param telemetry closed with the session
   */
  public static Session working(Target target, Map<String, String> environment, Telemetry telemetry)
      throws IOException {
    Session session = new Session(connect(target, true, telemetry), Folders.cache(environment));
    if (session.owner()) {
      session.startWorker(WorkerSettings.from(environment));
    }
    return session;
  }

  /**
   * Connects with a worker on all queues in this process, wherever the servers are.
   *
   * @param environment the process environment
   */
  public static Session serving(Target target, Map<String, String> environment) throws IOException {
    Session session = working(target, environment);
    if (!session.owner()) {
      session.startWorker(WorkerSettings.from(environment));
    }
    return session;
  }

  private void startWorker(WorkerSettings settings) throws IOException {
    try {
      worker =
          Optional.of(
              LetheWorker.start(
                  backend.temporal().orElseThrow(),
                  workspace,
                  TaskQueues.all(),
                  settings,
                  backend.telemetry()));
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
  }

  private static Backend connect(Target target, boolean working, Telemetry telemetry)
      throws IOException {
    if (target instanceof Target.Embedded embedded) {
      return embedded(embedded.folder(), working, telemetry);
    }
    return Backend.remote(((Target.Remote) target).environment(), telemetry);
  }

  /** Owns the folder, or attaches to whoever does; waits for an owner that is just starting. */
  private static Backend embedded(StateFolder folder, boolean working, Telemetry telemetry)
      throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ATTACH_SECONDS);
    while (System.nanoTime() < deadline) {
      Optional<StateFolder.Ownership> ownership = folder.own();
      if (ownership.isPresent()) {
        return Backend.own(folder, ownership.get(), working, telemetry);
      }
      Optional<Endpoint> endpoint = folder.endpoint();
      if (endpoint.isPresent()) {
        return Backend.attach(endpoint.get(), telemetry);
      }
      pause();
    }
    throw new IOException(
        ("%s: another lethe process holds the folder and does not say where it listens;"
                + " wait until that one has ended, or name another folder with --state")
            .formatted(folder.path()));
  }

  private static void pause() throws InterruptedIOException {
    try {
      TimeUnit.MILLISECONDS.sleep(ATTACH_POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the state folder");
    }
  }

  /** Runs by name. */
  public Runs runs() {
    return new Runs(backend);
  }

  /** The object store. */
  public ObjectStore store() {
    return backend.store();
  }

  /** The store with a worker's local copies, seen through a view of the store. */
  public Workspace workspaceOver(ObjectStore view) {
    return workspace.over(view, cache);
  }

  /** Plans requests, with everything read through a view of the store. */
  Planner plannerOver(ObjectStore view) {
    return new Planner(workspaceOver(view), memory);
  }

  /** Whether runs end with this process. */
  public boolean owner() {
    return backend.owned();
  }

  /** Whether Temporal answers now. */
  public boolean answers() {
    return backend.answers();
  }

  /** Where it is, for messages. */
  public String place() {
    return backend.place();
  }

  /** Drains the worker, then closes connections and servers. */
  @Override
  public void close() throws IOException {
    worker.ifPresent(LetheWorker::close);
    backend.close();
  }
}
