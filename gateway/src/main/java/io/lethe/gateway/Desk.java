package io.lethe.gateway;

import io.lethe.store.ObjectStore;
import io.lethe.workflows.client.Standing;
import io.lethe.workflows.client.StartedRun;
import io.lethe.workflows.contract.Comparison;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.request.RunRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The port to Lethe: everything the gateway asks of it. Implemented by the process that has the
 * servers' connections and the data's readers.
 *
 * <p>Requests that a person must correct throw {@link
 * io.lethe.workflows.request.InvalidRequestException}; an unknown run throws {@link
 * UnknownRunException}, one in the wrong state {@link WrongStateException}; where Temporal or the
 * store do not answer, {@link IOException} or the client's own unchecked exception.
 */
public interface Desk {
  /**
   * Holds a request against its data and its model; nothing is stored or started.
   *
   * @return what would run, in its JSON form
   */
  Object plan(RunRequest typed) throws IOException;

  /**
   * Checks a request, stores its lists of ids, and starts it, or attaches to the same run. While
   * the trigger's DAG is paused, the trigger is kept and the run starts when the DAG goes on.
   *
   * @param typed the request as it came in; local paths are refused
   * @param trigger who asked, when, how
   */
  StartedRun start(RunRequest typed, Trigger trigger) throws IOException;

  /**
   * The bundled demonstration under a name of its own; its data and models are brought into the
   * store if they are not there.
   */
  RunRequest demo(String name) throws IOException;

  /** Ids of the DAGs that are paused: what is triggered waits. */
  Set<String> paused() throws IOException;

  /** Pauses a DAG, or lets it go on and starts what waited. */
  void pause(String dag, boolean paused) throws IOException;

  /** Executes a failed, cancelled or interrupted run again; finished stages are found. */
  StartedRun retry(String run) throws IOException;

  /** Asks a running run to end. */
  void cancel(String run, Decision decision) throws IOException;

  /** Lets the result of a run that waits for it be released. */
  void approve(String run, Decision decision) throws IOException;

  /** Ends a run that waits for an approval as rejected. */
  void reject(String run, Decision decision) throws IOException;

  /** Replaces a run's note; empty removes it. */
  void note(String run, Optional<String> note) throws IOException;

  /** Removes the records of a run that has ended; its artifacts are left to {@code lethe gc}. */
  void delete(String run) throws IOException;

  /**
   * Every run, the one started last first, from the records in the store: at most a few seconds
   * old, and with everything this process has started.
   */
  List<RunEntry> runs() throws IOException;

  /** One run, as the store has it now. */
  Optional<RunEntry> run(String name) throws IOException;

  /** Every execution of a run, oldest first: its tries. */
  List<RunRecord> executions(String run) throws IOException;

  /** Where a run stands: its record with Temporal's live state laid over it. */
  Standing standing(RunRecord record);

  /** Whether Temporal is running it, whether or not a worker answers for it. */
  boolean running(String run);

  /** What went wrong in the activity that is being tried again; empty while nothing did. */
  Optional<String> trouble(String run);

  /** The cells of a comparison, as far as its runs have come; empty for a run of one model. */
  Optional<Comparison> comparison(RunRecord record) throws IOException;

  /**
   * What the report of a comparison or of a single run shows, for its JSON form.
   *
   * @throws WrongStateException if nothing has been measured in it yet
   */
  Object report(String run) throws IOException;

  /** Pictures of a run: the plots of its report. Empty while nothing has been measured. */
  List<Picture> pictures(String run) throws IOException;

  /**
   * The bytes of a picture.
   *
   * @param file as {@link #pictures} names it
   */
  Optional<byte[]> picture(String run, String file) throws IOException;

  /** Imported, trained, unlearned and released models, the newest first. */
  List<StoredItem> models() throws IOException;

  /** Data sets in the store, the newest first. */
  List<StoredItem> datasets() throws IOException;

  /** When the result of a finished stage was stored; empty where it is gone since. */
  Optional<Instant> finishedAt(StageResult stage);

  /** The object store, for artifacts. */
  ObjectStore store();

  /** Where Lethe's servers are, for people. */
  String place();
}
