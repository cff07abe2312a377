package io.lethe.activities.gc;

import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.store.ContentStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Fills a store as runs would, without computing anything. */
final class Story {
  private static final Request REQUEST =
      RequestReader.read(
          """
          kind: unlearn
          name: any
          model: {ref: s3://models/m.safetensors, architecture: resnet20s, classes: 3}
          dataset: {ref: s3://datasets/tiny}
          forget: {random: {count: 6}}
          method: {name: salun}
          """);

  private final ObjectStore store;
  private final ContentStore content;

  Story(ObjectStore store) {
    this.store = store;
    this.content = new ContentStore(store, Layout.BUCKET, Path.of("unused"));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  ArtifactRef artifact(String text) {
    var stored = content.put(bytes(text));
    return new ArtifactRef(stored.location().toString(), stored.sha256(), stored.bytes());
  }

  /** Counter, pointer and two bodies. */
  void checkpoints(String key) {
    store.put(Layout.counter(key), bytes("{\"value\":3}"));
    store.put(Layout.checkpoint(key, "a".repeat(64)), bytes("body a"));
    store.put(Layout.checkpoint(key, "b".repeat(64)), bytes("body b"));
    store.put(Layout.pointer(key), bytes("{\"token\":3}"));
  }

  void use(String key, String run) {
    store.put(Layout.stageUser(key, run), bytes("{}"));
  }

  StageResult stage(String key, ArtifactRef... made) {
    Map<String, ArtifactRef> artifacts = new TreeMap<>();
    for (ArtifactRef ref : made) {
      artifacts.put("role" + artifacts.size(), ref);
    }
    StageResult result =
        new StageResult("unlearn", key, artifacts, Optional.empty(), 1, 1, true, List.of());
    store.put(Layout.stage(key), Json.bytes(result));
    return result;
  }

  RunRecord record(String run, RunState state, StageResult... stages) {
    RunRecord record =
        new RunRecord(
            run,
            "e1",
            "digest",
            REQUEST,
            Optional.empty(),
            state,
            "unlearn",
            Instant.EPOCH,
            Instant.EPOCH,
            new ArrayList<>(List.of(stages)),
            Optional.empty());
    store.put(Layout.run(run, "e1"), Json.pretty(record));
    return record;
  }

  /** Keys of the bucket that begin so. */
  List<String> keys(String prefix) {
    return store.list(Layout.BUCKET, prefix).map(i -> i.location().key()).toList();
  }

  boolean has(ArtifactRef ref) {
    return store.head(Location.parse(ref.key())).isPresent();
  }
}
