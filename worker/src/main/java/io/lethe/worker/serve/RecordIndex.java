package io.lethe.worker.serve;

import io.lethe.activities.Layout;
import io.lethe.gateway.RunEntry;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.store.StoreUnavailableException;
import io.lethe.workflows.contract.RunRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Every run in memory, so that a page of runs costs no listing: the newest record of each name, and
 * how it was asked for. A thread keeps it fresh; what this process does is in it at once.
 */
final class RecordIndex implements AutoCloseable {
  private static final int READERS = 8;

  private static final long LOAD_SECONDS = 120;

  private final FolderIndex<RunRecord> records;
  private final FolderIndex<StoredTrigger> triggers;
  private final ExecutorService readers =
      Executors.newFixedThreadPool(READERS, work -> daemon(work, "index-reader"));
  private final CountDownLatch loaded = new CountDownLatch(1);
  private final Rounds refreshing =
      new Rounds("record-index", this::refresh, "The list of runs is not refreshed");
  private Sorted sorted = new Sorted(-1, -1, List.of());

  RecordIndex(ObjectStore store) {
    records = new FolderIndex<>(store, Layout.RUNS, RunRecord.class);
    triggers = new FolderIndex<>(store, Layout.TRIGGERS, StoredTrigger.class);
  }

  /** The entries in order, as of two versions. */
  private record Sorted(long records, long triggers, List<RunEntry> entries) {}

  /** Begins to read, and to keep itself fresh. */
  void start() {
    refreshing.start();
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  private void refresh() throws InterruptedException {
    records.refresh(readers);
    triggers.refresh(readers);
    loaded.countDown();
  }

  /** Every run, the one asked for last first; the first caller waits until all are read. */
  List<RunEntry> entries() {
    awaitLoaded();
    return sorted();
  }

  private synchronized List<RunEntry> sorted() {
    long ofRecords = records.version();
    long ofTriggers = triggers.version();
    if (sorted.records() != ofRecords || sorted.triggers() != ofTriggers) {
      sorted = new Sorted(ofRecords, ofTriggers, sort());
    }
    return sorted.entries();
  }

  private void awaitLoaded() {
    try {
      if (!loaded.await(LOAD_SECONDS, TimeUnit.SECONDS)) {
        throw new StoreUnavailableException(
            "the runs were not read within %d s".formatted(LOAD_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while the runs are read", e);
    }
  }

  private List<RunEntry> sort() {
    Map<String, RunRecord> newest = new HashMap<>();
    records.values().forEach(record -> newest.merge(record.name(), record, RecordIndex::later));
    List<RunEntry> entries = new ArrayList<>();
    triggers
        .values()
        .forEach(
            trigger ->
                entries.add(trigger.entry(Optional.ofNullable(newest.remove(trigger.name())))));
    newest
        .values()
        .forEach(record -> entries.add(StoredTrigger.readOff(record).entry(Optional.of(record))));
    entries.sort(Comparator.comparing(RecordIndex::startedAt).reversed());
    return List.copyOf(entries);
  }

  private static RunRecord later(RunRecord one, RunRecord other) {
    return other.startedAt().isBefore(one.startedAt()) ? one : other;
  }

  private static Instant startedAt(RunEntry entry) {
    return entry.record().map(RunRecord::startedAt).orElse(entry.trigger().at());
  }

  /** Takes in a trigger that this process has just stored. */
  void put(StoredTrigger trigger) {
    triggers.put(Layout.trigger(trigger.name()), trigger);
  }

  /** Takes in a record that has just been read: no list is behind what was said of a run. */
  void put(RunRecord record) {
    Location place = Layout.run(record.name(), record.execution());
    boolean known =
        records
            .find(place)
            .filter(had -> !had.updatedAt().isBefore(record.updatedAt()))
            .isPresent();
    if (!known) {
      records.put(place, record);
    }
  }

  /** Takes out the trigger of a run that this process has just removed. */
  void remove(String run) {
    triggers.remove(Layout.trigger(run));
  }

  /** Takes out a record that this process has just removed. */
  void remove(RunRecord record) {
    records.remove(Layout.run(record.name(), record.execution()));
  }

  @Override
  public void close() {
    refreshing.close();
    // Nobody reads what still waits: whoever waits for it must learn that.
    readers.shutdownNow().forEach(read -> ((Future<?>) read).cancel(true));
  }
}
