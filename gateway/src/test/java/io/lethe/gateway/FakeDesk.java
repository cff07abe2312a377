package io.lethe.gateway;

import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.client.ComparisonAssembly;
import io.lethe.workflows.client.RunRecords;
import io.lethe.workflows.client.Standing;
import io.lethe.workflows.client.StartedRun;
import io.lethe.workflows.contract.Comparison;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.RunStatus;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.request.CompareRequest;
import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.Problem;
import io.lethe.workflows.request.RequestFormat;
import io.lethe.workflows.request.RunRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A desk without Temporal, without data: runs are entries of a map. What is started stays queued
 * until a test lets it begin and end.
 */
public final class FakeDesk implements Desk {
  private final Map<String, RunEntry> entries = new LinkedHashMap<>();
  private final Map<String, List<RunRecord>> earlier = new HashMap<>();
  private final Map<String, Progress> progress = new HashMap<>();
  private final Map<String, String> troubles = new HashMap<>();
  private final Set<String> alive = new HashSet<>();
  private final Set<String> paused = new HashSet<>();
  private boolean withoutWorkers;
  private final InMemoryObjectStore store = new InMemoryObjectStore();

  /** A desk without runs. */
  public FakeDesk() {
    store.createBucketIfMissing("lethe");
  }

  /** A desk with a run in every state; the names say which. */
  public static FakeDesk withRuns() {
    FakeDesk desk = new FakeDesk();
    List<StageResult> all = SampleRuns.stages();
    for (RunState state : RunState.values()) {
      if (state != RunState.WAITING && state != RunState.RUNNING) {
        RunRequest request = SampleRuns.approved("unlearn-" + state.wireName());
        boolean whole = state != RunState.FAILED && state != RunState.CANCELLED;
        RunRecord record =
            whole
                ? SampleRuns.running(request, "evaluate-baseline", all)
                : SampleRuns.running(request, "unlearn", all.subList(0, 1));
        desk.put(SampleRuns.in(state, record));
      }
    }
    desk.begin("unlearn-failed", "unlearn", all.subList(0, 1));
    desk.end("unlearn-failed", RunState.FAILED);
    desk.put(
        SampleRuns.in(
            RunState.COMPLETED,
            SampleRuns.running(
                SampleRuns.train("train-completed"),
                "evaluate",
                List.of(
                    SampleRuns.stage(
                        "train", Map.of("model", SampleRuns.artifact("weights/t")), false, 1),
                    SampleRuns.stage("evaluate", Map.of(), true, 1)))));
    CompareRequest comparison = (CompareRequest) SampleRuns.compare("compare-completed");
    desk.put(
        SampleRuns.in(RunState.COMPLETED, SampleRuns.running(comparison, "compare", List.of())));
    desk.put(SampleRuns.running(SampleRuns.unlearn("unlearn-interrupted"), "mask", List.of()));
    desk.put(
        SampleRuns.running(SampleRuns.unlearn("unlearn-running"), "unlearn", all.subList(0, 1)));
    desk.alive.addAll(List.of("unlearn-running", "unlearn-awaiting-approval"));
    desk.progress.put(
        "unlearn-running",
        new Progress(
            "unlearn",
            "forget",
            1,
            3,
            40,
            120,
            Optional.of(0.75),
            Optional.of(150.0),
            Optional.of(60.0)));
    desk.troubles.put("unlearn-running", "the object store did not answer");
    desk.queue(SampleRuns.unlearn("unlearn-queued"), trigger("lethe_unlearn"));
    return desk;
  }

  /** A trigger of a DAG by nobody in particular. */
  public static Trigger trigger(String dag) {
    return new Trigger(
        dag, Optional.of("ada"), SampleRuns.START, Optional.empty(), Optional.empty());
  }

  private synchronized void put(RunRecord record) {
    Trigger trigger =
        Optional.ofNullable(entries.get(record.name()))
            .map(RunEntry::trigger)
            .orElseGet(() -> trigger("lethe_" + kind(record.request())));
    entries.put(
        record.name(), new RunEntry(record.name(), record.request(), trigger, Optional.of(record)));
  }

  private static String kind(RunRequest request) {
    return RequestFormat.tree(request).path("kind").textValue();
  }

  private void queue(RunRequest request, Trigger trigger) {
    entries.put(request.name(), new RunEntry(request.name(), request, trigger, Optional.empty()));
    alive.add(request.name());
  }

  /** Lets a queued or retried run begin with a stage, after those that are finished. */
  public synchronized void begin(String run, String stage, List<StageResult> finished) {
    RunEntry entry = require(run);
    entry.record().ifPresent(this::keep);
    put(SampleRuns.running(entry.request(), stage, finished));
    alive.add(run);
    progress.put(run, Progress.of(stage));
  }

  /** What is executed again from now on waits until a test lets it begin. */
  public synchronized void withoutWorkers(boolean wanted) {
    withoutWorkers = wanted;
  }

  private void keep(RunRecord record) {
    List<RunRecord> before = new ArrayList<>(earlier.getOrDefault(record.name(), List.of()));
    before.add(record);
    earlier.put(record.name(), before);
  }

  /** Moves a running run on. */
  public synchronized void progress(String run, Progress made) {
    progress.put(run, made);
  }

  /** Makes an activity of a running run fail for now. */
  public synchronized void trouble(String run, String message) {
    troubles.put(run, message);
  }

  /** Ends a run, or makes it wait for an approval. */
  public synchronized void end(String run, RunState state) {
    put(SampleRuns.in(state, record(run)));
    if (state.ended()) {
      alive.remove(run);
      progress.remove(run);
      troubles.remove(run);
    }
  }

  private RunRecord record(String run) {
    return require(run).record().orElseThrow();
  }

  private RunEntry require(String run) {
    return Optional.ofNullable(entries.get(run)).orElseThrow(() -> new UnknownRunException(run));
  }

  @Override
  public Object plan(RunRequest typed) {
    return Map.of("name", typed.name(), "kind", kind(typed), "records", Map.of("forget", 500));
  }

  @Override
  public synchronized StartedRun start(RunRequest typed, Trigger trigger) {
    RunEntry present = entries.get(typed.name());
    if (present != null) {
      requireSame(typed, present.request());
      return new StartedRun(typed.name(), true, present.record().flatMap(RunRecord::result));
    }
    queue(typed, trigger);
    if (paused.contains(trigger.dag())) {
      alive.remove(typed.name());
    }
    return new StartedRun(typed.name(), false, Optional.empty());
  }

  private static void requireSame(RunRequest typed, RunRequest present) {
    if (!RequestFormat.digest(typed).equals(RequestFormat.digest(present))) {
      throw new InvalidRequestException(
          List.of(
              new Problem(
                  "name",
                  "'" + typed.name() + "', which another request has",
                  "a name not used before, or the same request")));
    }
  }

  @Override
  public RunRequest demo(String name) {
    return SampleRuns.unlearn(name);
  }

  @Override
  public synchronized Set<String> paused() {
    return Set.copyOf(paused);
  }

  @Override
  public synchronized void pause(String dag, boolean wanted) {
    if (wanted) {
      paused.add(dag);
    } else {
      paused.remove(dag);
      entries.values().stream()
          .filter(entry -> entry.record().isEmpty() && entry.trigger().dag().equals(dag))
          .forEach(entry -> alive.add(entry.name()));
    }
  }

  @Override
  public synchronized StartedRun retry(String run) {
    RunEntry entry = require(run);
    boolean ended = entry.record().filter(r -> r.state().ended()).isPresent();
    if (alive.contains(run) || (ended && !entry.record().get().state().retryable())) {
      throw new WrongStateException(
          "'" + run + "' is " + state(entry) + "; only a failed or cancelled run can be retried");
    }
    if (withoutWorkers) {
      alive.add(run);
    } else {
      begin(run, "admit", List.of());
    }
    return new StartedRun(run, false, Optional.empty());
  }

  private String state(RunEntry entry) {
    return entry.record().map(r -> standing(r).state()).orElse("queued");
  }

  @Override
  public synchronized void cancel(String run, Decision decision) {
    RunEntry entry = require(run);
    if (!alive.contains(run)) {
      throw new WrongStateException(
          "'" + run + "' is " + state(entry) + "; only a running run can be cancelled");
    }
    if (entry.record().isEmpty()) {
      begin(run, "admit", List.of());
    }
    end(run, RunState.CANCELLED);
  }

  @Override
  public synchronized void approve(String run, Decision decision) {
    requireWaiting(run);
    end(run, RunState.COMPLETED);
  }

  @Override
  public synchronized void reject(String run, Decision decision) {
    requireWaiting(run);
    end(run, RunState.REJECTED);
  }

  private void requireWaiting(String run) {
    if (require(run).record().filter(r -> r.state() == RunState.AWAITING_APPROVAL).isEmpty()) {
      throw new WrongStateException(
          "'" + run + "' is " + state(require(run)) + "; only a run that waits can be decided");
    }
  }

  @Override
  public synchronized void note(String run, Optional<String> note) {
    RunEntry entry = require(run);
    Trigger old = entry.trigger();
    Trigger noted = new Trigger(old.dag(), old.by(), old.at(), old.logicalDate(), note);
    entries.put(run, new RunEntry(run, entry.request(), noted, entry.record()));
  }

  @Override
  public synchronized void delete(String run) {
    if (require(run).record().filter(r -> r.state().ended()).isEmpty() && alive.contains(run)) {
      throw new WrongStateException("'" + run + "' is running; only an ended run can be deleted");
    }
    entries.remove(run);
    earlier.remove(run);
  }

  @Override
  public synchronized List<RunEntry> runs() {
    return entries.values().stream()
        .sorted(Comparator.comparing(FakeDesk::began).reversed())
        .toList();
  }

  private static Instant began(RunEntry entry) {
    return entry.record().map(RunRecord::startedAt).orElse(entry.trigger().at());
  }

  @Override
  public synchronized Optional<RunEntry> run(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  @Override
  public synchronized List<RunRecord> executions(String run) {
    List<RunRecord> all = new ArrayList<>(earlier.getOrDefault(run, List.of()));
    require(run).record().ifPresent(all::add);
    return all;
  }

  @Override
  public synchronized Standing standing(RunRecord record) {
    return new Standing(
        record,
        // Also for a record that has ended: that of the try before.
        alive.contains(record.name())
            ? Optional.of(
                new RunStatus(
                    record.state(),
                    progress.getOrDefault(record.name(), Progress.of(record.stage()))))
            : Optional.empty());
  }

  @Override
  public synchronized boolean running(String run) {
    return alive.contains(run);
  }

  @Override
  public synchronized Optional<String> trouble(String run) {
    return Optional.ofNullable(troubles.get(run));
  }

  @Override
  public Optional<Comparison> comparison(RunRecord record) {
    return record.request() instanceof CompareRequest request
        ? Optional.of(new ComparisonAssembly(request, records()).gather())
        : Optional.empty();
  }

  private RunRecords records() {
    return new RunRecords() {
      @Override
      public Optional<RunRecord> latest(String name) {
        return run(name).flatMap(RunEntry::record);
      }

      @Override
      public List<RunRecord> list() {
        return runs().stream().flatMap(entry -> entry.record().stream()).toList();
      }
    };
  }

  @Override
  public synchronized Object report(String run) {
    RunEntry entry = require(run);
    if (entry.record().flatMap(RunRecord::result).isEmpty()) {
      throw new WrongStateException("'" + run + "' has not been measured yet");
    }
    return SampleRuns.report(run);
  }

  @Override
  public synchronized List<Picture> pictures(String run) {
    return require(run).record().flatMap(RunRecord::result).isEmpty()
        ? List.of()
        : List.of(new Picture("avg-gap.png", "Avg. Gap to Retrain by method", "image/png"));
  }

  @Override
  public Optional<byte[]> picture(String run, String file) {
    return pictures(run).stream()
        .filter(picture -> picture.file().equals(file))
        .map(picture -> new byte[] {(byte) 0x89, 'P', 'N', 'G'})
        .findFirst();
  }

  @Override
  public List<StoredItem> models() {
    return List.of(
        new StoredItem(
            "s3://models/net.safetensors",
            Origin.IMPORTED,
            Optional.of("net.safetensors"),
            Optional.empty(),
            Optional.of("resnet8s"),
            Optional.of(10),
            312_000,
            Optional.of(5000),
            Optional.empty(),
            SampleRuns.START));
  }

  @Override
  public List<StoredItem> datasets() {
    return List.of(
        new StoredItem(
            "s3://data/tiny",
            Origin.FOUND,
            Optional.of("tiny"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            15_000_000,
            Optional.empty(),
            Optional.of(6),
            SampleRuns.START));
  }

  @Override
  public Optional<Instant> finishedAt(StageResult stage) {
    return Optional.of(SampleRuns.START.plusSeconds(Math.round(stage.seconds())));
  }

  @Override
  public ObjectStore store() {
    return store;
  }

  @Override
  public String place() {
    return "a test";
  }
}
