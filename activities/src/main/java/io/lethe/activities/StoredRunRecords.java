package io.lethe.activities;

import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.client.RunRecords;
import io.lethe.workflows.contract.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the run records {@code runs/<name>/<execution>.json}: what has been run, on any server. */
public final class StoredRunRecords implements RunRecords {
  private final ObjectStore store;

  /** The records in that store. */
  public StoredRunRecords(ObjectStore store) {
    this.store = store;
  }

  @Override
  public Optional<RunRecord> latest(String name) {
    try (Stream<RunRecord> records = read(Layout.executions(name))) {
      return records.max(Comparator.comparing(RunRecord::startedAt));
    }
  }

  /** Every execution of that name, oldest first. */
  public List<RunRecord> executions(String name) {
    try (Stream<RunRecord> records = read(Layout.executions(name))) {
      return records.sorted(Comparator.comparing(RunRecord::startedAt)).toList();
    }
  }

  @Override
  public List<RunRecord> list() {
    try (Stream<RunRecord> records = read(Layout.RUNS)) {
      Map<String, RunRecord> byName =
          records.collect(
              Collectors.toMap(
                  RunRecord::name,
                  record -> record,
                  BinaryOperator.maxBy(Comparator.comparing(RunRecord::startedAt))));
      return byName.values().stream()
          .sorted(Comparator.comparing(RunRecord::startedAt).reversed())
          .toList();
    }
  }

  private Stream<RunRecord> read(String prefix) {
    return store
        .list(Layout.BUCKET, prefix)
        .map(ObjectInfo::location)
        .filter(location -> location.key().endsWith(".json"))
        .flatMap(location -> read(location).stream());
  }

  private Optional<RunRecord> read(Location location) {
    return store.find(location).map(found -> Json.read(location, found.bytes(), RunRecord.class));
  }
}
