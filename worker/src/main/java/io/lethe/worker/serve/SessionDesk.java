package io.lethe.worker.serve;

import io.lethe.activities.Layout;
import io.lethe.activities.StoredRunRecords;
import io.lethe.gateway.Desk;
import io.lethe.gateway.Picture;
import io.lethe.gateway.RunEntry;
import io.lethe.gateway.StoredItem;
import io.lethe.gateway.Trigger;
import io.lethe.gateway.UnknownRunException;
import io.lethe.gateway.WrongStateException;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.compute.Engines;
import io.lethe.worker.runtime.Runs;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Submission;
import io.lethe.workflows.client.Standing;
import io.lethe.workflows.client.StartedRun;
import io.lethe.workflows.contract.Comparison;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.Problem;
import io.lethe.workflows.request.RunRequest;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The desk over a session that is kept for long.
 *
 * <p>A trigger is stored before Temporal is told: whatever is killed in between, the run starts.
 */
public final class SessionDesk implements Desk, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionDesk.class);

  private final Session session;
  private final Runs runs;
  private final StoredRunRecords records;
  private final Triggers triggers;
  private final KnownPlans plans;
  private final RecordIndex index;
  private final Recovery recovery;
  private final SessionReports reports;
  private final SessionCatalog catalog;

  /** Runs whose record has ended, and which run again without another one so far. */
  private final Set<String> retried = ConcurrentHashMap.newKeySet();

  private SessionDesk(Session session) {
    this.session = session;
    runs = session.runs();
    records = new StoredRunRecords(session.store());
    triggers = new Triggers(session.store());
    plans = new KnownPlans(session.store());
    index = new RecordIndex(session.store());
    recovery = new Recovery(index, triggers, records, runs, Clock.systemUTC());
    reports = new SessionReports(session);
    catalog = new SessionCatalog(session.store(), index::entries);
  }

  /**
   * Opens the desk, and starts what was triggered and got lost before it reached Temporal.
   *
   * @param session stays the caller's
   */
  public static SessionDesk open(Session session) {
    session.store().createBucketIfMissing(Layout.BUCKET);
    SessionDesk desk = new SessionDesk(session);
    desk.index.start();
    desk.recovery.start();
    warmUp();
    return desk;
  }

  /** The first plan would load the engine while its client waits. */
  private static void warmUp() {
    Thread loading =
        new Thread(
            () -> {
              try {
                Engines.loadNatives();
              } catch (InvalidInputException e) {
                LOG.warn("Requests cannot be planned here: {}", e.getMessage());
              }
            },
            "engine");
    loading.setDaemon(true);
    loading.start();
  }

  @Override
  public Object plan(RunRequest typed) throws IOException {
    return Refusals.ofRequest(() -> submission(typed).plan());
  }

  private Submission submission(RunRequest typed) throws IOException {
    return Submission.of(session, typed, List.of());
  }

  @Override
  public StartedRun start(RunRequest typed, Trigger trigger) throws IOException {
    return Refusals.ofRequest(() -> start(submission(typed), trigger));
  }

  private StartedRun start(Submission submission, Trigger trigger) {
    boolean hasRun = runs.requireFreeName(submission.staged()).isPresent();
    plans.check(submission);
    RunRequest request = submission.upload();
    if (hasRun) {
      return runs.start(request);
    }
    StoredTrigger stored = keep(StoredTrigger.of(trigger, request));
    return triggers.paused().contains(stored.trigger().dag())
        ? new StartedRun(request.name(), false, Optional.empty())
        : begin(stored);
  }

  @Override
  public RunRequest demo(String name) throws IOException {
    return Demo.named(session, name);
  }

  @Override
  public Set<String> paused() {
    return triggers.paused();
  }

  @Override
  public void pause(String dag, boolean paused) {
    triggers.pause(dag, paused);
    if (!paused) {
      recovery.pass(dag);
    }
  }

  private StoredTrigger keep(StoredTrigger trigger) {
    StoredTrigger stored = triggers.add(trigger);
    index.put(stored);
    if (!stored.requestDigest().equals(trigger.requestDigest())) {
      throw new InvalidRequestException(
          List.of(
              new Problem(
                  "name",
                  "'" + trigger.name() + "', which another request has",
                  "a name not used before, or the same request")));
    }
    return stored;
  }

  private StartedRun begin(StoredTrigger trigger) {
    try {
      return runs.start(trigger.request());
    } catch (InvalidRequestException e) {
      triggers.remove(trigger.name());
      index.remove(trigger.name());
      throw e;
    } catch (WorkflowServiceException e) {
      LOG.warn("{} starts when Temporal answers: {}", trigger.name(), e.getMessage());
      return new StartedRun(trigger.name(), false, Optional.empty());
    }
  }

  @Override
  public StartedRun retry(String run) throws IOException {
    StartedRun started = inState(run, () -> runs.retry(run));
    retried.add(run);
    return started;
  }

  @Override
  public void cancel(String run, Decision decision) throws IOException {
    decide(
        run,
        () -> {
          Optional<StoredTrigger> waiting = recovery.waiting(run);
          if (waiting.isPresent()) {
            runs.withdraw(waiting.get().request(), decision);
          } else {
            runs.cancel(run, decision);
          }
        });
  }

  @Override
  public void approve(String run, Decision decision) throws IOException {
    decide(run, () -> runs.approve(run, decision));
  }

  @Override
  public void reject(String run, Decision decision) throws IOException {
    decide(run, () -> runs.reject(run, decision));
  }

  /** Passes on what somebody has decided about a run. */
  @FunctionalInterface
  private interface Passing {
    void go() throws IOException;
  }

  private void decide(String run, Passing decision) throws IOException {
    inState(
        run,
        () -> {
          decision.go();
          return run;
        });
  }

  private <T> T inState(String run, Refusals.Work<T> work) throws IOException {
    known(run);
    try {
      return work.go();
    } catch (InvalidInputException e) {
      throw new WrongStateException(Refusals.text(e));
    }
  }

  private RunEntry known(String run) {
    return run(run).orElseThrow(() -> new UnknownRunException(run));
  }

  @Override
  public void note(String run, Optional<String> note) {
    RunEntry entry = known(run);
    index.put(
        triggers.change(
            run, trigger -> trigger.with(note), entry.record().map(StoredTrigger::readOff)));
  }

  @Override
  public void delete(String run) {
    known(run);
    if (!runs.closed(run)) {
      throw new WrongStateException(
          "found '%s' running; allowed: a run that has ended".formatted(run));
    }
    // First the trigger: one without a record would start the run again.
    triggers.remove(run);
    index.remove(run);
    for (RunRecord record : records.executions(run)) {
      session.store().delete(Layout.run(run, record.execution()));
      index.remove(record);
    }
  }

  @Override
  public List<RunEntry> runs() {
    return index.entries();
  }

  @Override
  public Optional<RunEntry> run(String name) {
    Optional<RunRecord> record = records.latest(name);
    record.ifPresent(index::put);
    return triggers
        .find(name)
        .or(() -> record.map(StoredTrigger::readOff))
        .map(trigger -> trigger.entry(record));
  }

  @Override
  public List<RunRecord> executions(String run) {
    return records.executions(run);
  }

  @Override
  public Standing standing(RunRecord record) {
    if (record.state().ended() && !retried.contains(record.name())) {
      return new Standing(record, Optional.empty());
    }
    if (!record.state().ended()) {
      retried.remove(record.name());
    }
    return runs.standing(record);
  }

  @Override
  public boolean running(String run) {
    return runs.running(run);
  }

  @Override
  public Optional<String> trouble(String run) {
    try {
      return runs.trouble(run);
    } catch (WorkflowNotFoundException | WorkflowServiceException e) {
      // A courtesy beside the record: a busy server must not cost the rest of the answer.
      return Optional.empty();
    }
  }

  @Override
  public Optional<Comparison> comparison(RunRecord record) throws IOException {
    return runs.comparison(record);
  }

  @Override
  public Object report(String run) throws IOException {
    return reports.report(run);
  }

  @Override
  public List<Picture> pictures(String run) throws IOException {
    return reports.pictures(run);
  }

  @Override
  public Optional<byte[]> picture(String run, String file) throws IOException {
    return reports.picture(run, file);
  }

  @Override
  public List<StoredItem> models() {
    return catalog.models();
  }

  @Override
  public List<StoredItem> datasets() {
    return catalog.datasets();
  }

  @Override
  public Optional<Instant> finishedAt(StageResult stage) {
    return session.store().head(Layout.stage(stage.key())).map(ObjectInfo::lastModified);
  }

  @Override
  public ObjectStore store() {
    return session.store();
  }

  @Override
  public String place() {
    return session.place();
  }

  @Override
  public void close() {
    recovery.close();
    index.close();
  }
}
