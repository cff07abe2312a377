package io.lethe.worker.doctor;

import io.lethe.store.ObjectStore;
import io.lethe.store.StoreSettings;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.runtime.Folders;
import io.lethe.worker.runtime.RemoteServers;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.TaskQueues;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at everything a run depends on, and says what to do. */
public final class Doctor {
  private Doctor() {}

  /**
   * What is to be looked at.
   *
   * @param environment the process environment
   * @param servers whether the environment names servers, or runs are embedded
   * @param state the state folder of embedded runs
   * @param role whose rights are tried out, if anybody's
   * @param released the release bucket
   * @param threads threads inside one operator
   * @param device {@code auto}, {@code cpu} or {@code gpu:N}
   * @param architecture of the training step that is timed; none is where absent
   * @param batch images of that step
   * @param heartbeatTimeout silence after which a worker counts as dead
   */
  public record Settings(
      Map<String, String> environment,
      boolean servers,
      Path state,
      Optional<Role> role,
      String released,
      int threads,
      String device,
      Optional<String> architecture,
      int batch,
      Duration heartbeatTimeout) {}

  /** Everything; takes seconds. */
  public static List<Check> examine(Settings settings) throws IOException {
    List<Check> checks =
        new ArrayList<>(MachineChecks.all(settings.environment(), settings.state()));
    Optional<EngineChecks.Step> step =
        settings.architecture().map(name -> new EngineChecks.Step(name, settings.batch()));
    checks.addAll(
        EngineChecks.all(settings.threads(), settings.device(), step, settings.heartbeatTimeout()));
    if (settings.servers()) {
      checks.add(KeyChecks.check(settings.environment()));
      checks.addAll(temporal(settings.environment()));
      checks.addAll(
          new StoreChecks(settings.environment(), settings.role(), settings.released()).all());
    } else {
      checks.add(Check.ok("servers", "embedded; TEMPORAL_ADDRESS would name a Temporal server"));
    }
    return checks;
  }

  private static List<Check> temporal(Map<String, String> environment) throws IOException {
    WorkflowClient client;
    try {
      client = RemoteServers.temporal(environment);
    } catch (InvalidInputException e) {
      return List.of(Check.fail("temporal", e, "see the variable"));
    }
    try {
      return new TemporalChecks(client).all();
    } finally {
      client.getWorkflowServiceStubs().shutdownNow();
    }
  }

  /**
   * What a worker looks at before it polls: settings that no waiting will cure. An outage of the
   * store is none of them, since activities wait it out.
   *
   * @param client of the Temporal that has answered already
   * @param store where the queues' work is stored
   * @param queues the queues to be polled
   */
  public static List<Check> startUp(
      Map<String, String> environment,
      WorkflowClient client,
      ObjectStore store,
      List<String> queues) {
    List<Check> checks = new ArrayList<>();
    checks.add(new TemporalChecks(client).namespace());
    checks.add(MachineChecks.folder("cache folder", Folders.cache(environment), "XDG_CACHE_HOME"));
    if (!queues.equals(List.of(TaskQueues.WORKFLOWS))) {
      checks.add(store(store, RemoteServers.storeSettings(environment)));
    }
    if (queues.contains(TaskQueues.COMPUTE)) {
      checks.add(EngineChecks.natives());
    }
    return checks;
  }

  private static Check store(ObjectStore store, StoreSettings settings) {
    Check check = StoreChecks.reachable(store, settings);
    return check.status() == Verdict.FAIL && check.kind() == FailureKind.PLATFORM
        ? Check.warn(check.name(), check.found(), "it is waited for; see 'lethe doctor'")
        : check;
  }
}
