package io.lethe.activities.gc;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.request.PublishSpec;
import io.lethe.workflows.request.Request;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who refers to what. Read from the run records, the results of stages, the baselines and the
 * aliases; a reference is any text in them that begins with {@code s3://}, so none can be forgotten
 * here when a new field is added there.
 */
final class References {
  private static final String SCHEME = "s3://";

  private final ObjectStore store;
  private final Predicate<String> running;
  private final Map<String, RunRecord> newest = new HashMap<>();
  private final Set<String> stages = new HashSet<>();
  private final Set<String> referred = new HashSet<>();
  private final Map<String, String> seen = new HashMap<>();

  /**
   * No references yet.
   *
   * @param running whether Temporal runs the run of that name
   */
  References(ObjectStore store, Predicate<String> running) {
    this.store = store;
    this.running = running;
  }

  /** Reads what was written since the last call. */
  void readRecords() {
    for (ObjectInfo found : fresh(Layout.RUNS)) {
      read(found, RunRecord.class).ifPresent(this::add);
    }
    for (ObjectInfo found : fresh(Layout.BASELINES)) {
      read(found, JsonNode.class).ifPresent(this::refer);
    }
  }

  private void add(RunRecord record) {
    newest.merge(record.name(), record, (a, b) -> b.startedAt().isBefore(a.startedAt()) ? a : b);
    record.stages().forEach(stage -> stages.add(stage.key()));
    refer(Json.tree(record));
    if (record.request() instanceof Request request) {
      request.publish().map(References::alias).ifPresent(this::referByAlias);
    }
  }

  private void referByAlias(Location alias) {
    store.find(alias).ifPresent(found -> refer(Json.read(alias, found.bytes(), JsonNode.class)));
  }

  private static Location alias(PublishSpec publish) {
    String to = publish.to().endsWith("/") ? publish.to() : publish.to() + "/";
    return Location.parse(to + publish.alias() + ".json");
  }

  /** Reads the results of stages that are kept. */
  void readStages(Predicate<String> kept) {
    for (ObjectInfo found : fresh(Layout.STAGES)) {
      String key = found.location().name().replace(".json", "");
      if (isStageResult(found.location()) && kept.test(key)) {
        read(found, StageResult.class).ifPresent(result -> refer(Json.tree(result)));
      }
    }
  }

  /** Reads the result of a stage that is kept after all. */
  void readStage(String key) {
    store
        .find(Layout.stage(key))
        .map(found -> Json.read(Layout.stage(key), found.bytes(), StageResult.class))
        .ifPresent(result -> refer(Json.tree(result)));
  }

  static boolean isStageResult(Location location) {
    return location.key().endsWith(".json")
        && location.key().indexOf('/') == location.key().lastIndexOf('/');
  }

  /** Objects of a folder that were not there, or were others, when it was last looked at. */
  private List<ObjectInfo> fresh(String folder) {
    try (Stream<ObjectInfo> objects = store.list(Layout.BUCKET, folder)) {
      return objects
          .filter(info -> info.location().key().endsWith(".json"))
          .filter(info -> !info.etag().equals(seen.put(info.location().key(), info.etag())))
          .toList();
    }
  }

  private <T> Optional<T> read(ObjectInfo info, Class<T> type) {
    return store
        .find(info.location())
        .map(found -> Json.read(info.location(), found.bytes(), type));
  }

  private void refer(JsonNode node) {
    if (node.isTextual() && node.textValue().startsWith(SCHEME)) {
      String text = node.textValue();
      referred.add(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }
    node.forEach(this::refer);
  }

  /** Whether something refers to the object, or to a folder that it is in. */
  boolean to(Location location) {
    String key = location.key();
    for (int end = key.length(); end > 0; end = key.lastIndexOf('/', end - 1)) {
      if (referred.contains(SCHEME + location.bucket() + "/" + key.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a run record lists the stage. */
  boolean toStage(String key) {
    return stages.contains(key);
  }

  /** Whether there is a record of that run. */
  boolean hasRecord(String run) {
    return newest.containsKey(run);
  }

  /** Whether the gateway has been asked for a run of that name. */
  boolean hasTrigger(String run) {
    return store.head(Layout.trigger(run)).isPresent();
  }

  /** Whether the run may still go on: it has not ended, or it runs without having said so yet. */
  boolean isOpen(String run) {
    RunRecord record = newest.get(run);
    return (record != null && !record.state().ended()) || running.test(run);
  }

  /** Whether any run has not ended. */
  boolean anyOpen() {
    return newest.values().stream().anyMatch(record -> !record.state().ended());
  }

  /** Whether any run may be executed again and find its stages by content. */
  boolean anyToRepeat() {
    return newest.values().stream()
        .anyMatch(record -> !record.state().ended() || record.state().retryable());
  }
}
