package io.lethe.activities.gc;

import io.lethe.activities.Layout;
import io.lethe.store.ContentStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds and removes what no run needs: checkpoints of finished stages and of ended runs, results of
 * stages whose runs are gone, objects by digest that nothing refers to, leftovers of imports.
 *
 * <p>Only Lethe's own bucket is looked at, and in it only folders that {@link Layout} names; run
 * records, requests of runs, training manifests with their keys, imports, fencing counters and
 * whatever lies under a release folder stay.
 *
 * <p>Safe beside running runs by three things: references are read before objects are listed; all
 * objects of a group must be older than an age that is much longer than any upload; and before a
 * group is removed, references and ages are looked at again. Whoever finds an old object by its
 * digest writes it again ({@link ContentStore#FRESH}), so it is young by then. What is left is the
 * moment between that last look and the removal, one request long; S3 has no way to close it, and a
 * stage whose artifact is gone is done again.
 */
public final class Collector {
  /**
   * Shortest age where others may be using the store: twice the age at which objects are renewed.
   */
  public static final Duration SHORTEST_SHARED = ContentStore.FRESH.multipliedBy(2);

  private static final String BUCKET = "s3://" + Layout.BUCKET + "/";

  private final ObjectStore store;
  private final Instant cutoff;
  private final References references;

  /**
   * Creates a collector.
   *
   * @param running whether Temporal runs the run of that name
   * @param cutoff only what was last written before is removed
   */
  public Collector(ObjectStore store, Predicate<String> running, Instant cutoff) {
    this.store = store;
    this.cutoff = cutoff;
    this.references = new References(store, running);
  }

  /** What could be removed now. */
  public List<Garbage> find() {
    references.readRecords();
    Map<String, List<ObjectInfo>> stages = grouped(Layout.STAGES, Keys::stageKey);
    Set<String> dead =
        stages.keySet().stream()
            .filter(key -> deadStage(key, stages.get(key)))
            .collect(Collectors.toSet());
    references.readStages(key -> !dead.contains(key));
    List<Garbage> garbage = new ArrayList<>();
    checkpoints(stages).forEach(garbage::add);
    dead.stream()
        .sorted()
        .forEach(
            key -> add(garbage, Layout.STAGES + key, "no run has this stage", stages.get(key)));
    orphans(Layout.ARTIFACTS, Keys::artifact, garbage);
    orphans(Layout.DATASETS, Keys::dataset, garbage);
    requests(garbage);
    probes(garbage);
    return garbage;
  }

  private boolean deadStage(String key, List<ObjectInfo> group) {
    List<String> users = users(group);
    boolean used =
        users.isEmpty()
            ? references.anyToRepeat()
            : users.stream().anyMatch(run -> references.hasRecord(run) || references.isOpen(run));
    return !references.toStage(key) && !used && old(group);
  }

  /** Names of runs that the group of a stage says use it. */
  private static List<String> users(List<ObjectInfo> stage) {
    return stage.stream()
        .map(ObjectInfo::location)
        .filter(location -> !References.isStageResult(location))
        .map(location -> location.name().replaceFirst("\\.json$", ""))
        .toList();
  }

  private Stream<Garbage> checkpoints(Map<String, List<ObjectInfo>> stages) {
    Map<String, List<ObjectInfo>> folders =
        grouped(Layout.CHECKPOINTS, key -> Keys.segment(key, 1));
    return folders.entrySet().stream()
        .flatMap(
            folder -> {
              // Counters stay: a token must never be given twice.
              List<ObjectInfo> bodies =
                  folder.getValue().stream()
                      .filter(info -> !info.location().name().equals("counter.json"))
                      .sorted(
                          Comparator.comparing(
                              info -> info.location().name().equals("pointer.json")))
                      .toList();
              List<ObjectInfo> stage = stages.getOrDefault(folder.getKey(), List.of());
              return reason(stage)
                  .filter(reason -> !bodies.isEmpty() && old(folder.getValue()))
                  .map(reason -> garbage(Layout.CHECKPOINTS + folder.getKey(), reason, bodies))
                  .stream();
            });
  }

  /** Why the checkpoints of a stage are not needed; empty where they are. */
  private Optional<String> reason(List<ObjectInfo> stage) {
    if (stage.stream().anyMatch(info -> References.isStageResult(info.location()))) {
      return Optional.of("the stage has finished");
    }
    List<String> users = users(stage);
    boolean open =
        users.isEmpty() ? references.anyOpen() : users.stream().anyMatch(references::isOpen);
    return open ? Optional.empty() : Optional.of("its run has ended");
  }

  private void orphans(String folder, Function<String, String> owner, List<Garbage> garbage) {
    grouped(folder, owner)
        .forEach(
            (key, group) -> {
              if (!kept(key, group)) {
                add(garbage, key, "nothing refers to it", group);
              }
            });
  }

  private boolean kept(String key, List<ObjectInfo> group) {
    boolean declared =
        group.stream()
            .anyMatch(
                info ->
                    info.location().key().endsWith(".manifest.key")
                        || info.location().key().endsWith(Layout.IMPORTED));
    return declared
        || references.to(new Location(Layout.BUCKET, key))
        || group.stream().anyMatch(info -> references.to(info.location()));
  }

  private void requests(List<Garbage> garbage) {
    grouped(Layout.REQUESTS, key -> Keys.segment(key, 1))
        .forEach(
            (run, group) -> {
              if (abandoned(run)) {
                add(garbage, Layout.REQUESTS + run, "it never became a run", group);
              }
            });
  }

  /** One that waits behind a paused DAG is none. */
  private boolean abandoned(String run) {
    return !references.hasRecord(run) && !references.isOpen(run) && !references.hasTrigger(run);
  }

  private void probes(List<Garbage> garbage) {
    for (String folder : Layout.FOLDERS) {
      store
          .head(Layout.probe(Layout.BUCKET, folder))
          .ifPresent(info -> add(garbage, info.location().key(), "a probe", List.of(info)));
    }
  }

  private void add(List<Garbage> garbage, String group, String reason, List<ObjectInfo> contents) {
    if (old(contents)) {
      garbage.add(garbage(group, reason, contents));
    }
  }

  private static Garbage garbage(String group, String reason, List<ObjectInfo> contents) {
    return new Garbage(BUCKET + group, reason, contents);
  }

  private boolean old(List<ObjectInfo> group) {
    return group.stream().allMatch(info -> info.lastModified().isBefore(cutoff));
  }

  private Map<String, List<ObjectInfo>> grouped(String folder, Function<String, String> group) {
    try (Stream<ObjectInfo> objects = store.list(Layout.BUCKET, folder)) {
      return objects
          .filter(info -> !info.location().name().equals(Layout.PROBE))
          .collect(
              Collectors.groupingBy(
                  info -> group.apply(info.location().key()), TreeMap::new, Collectors.toList()));
    }
  }

  /**
   * Removes a group if it is still not needed.
   *
   * @return what was removed; empty where the group is needed now, or was written again
   */
  public Optional<Garbage> remove(Garbage garbage) {
    references.readRecords();
    if (!stillGarbage(garbage.group().substring(BUCKET.length()))) {
      return Optional.empty();
    }
    List<ObjectInfo> removed = new ArrayList<>();
    for (ObjectInfo info : garbage.contents()) {
      Optional<ObjectInfo> now = store.head(info.location());
      if (now.filter(present -> present.lastModified().isBefore(cutoff)).isPresent()) {
        store.delete(info.location());
        removed.add(info);
      }
    }
    return removed.isEmpty()
        ? Optional.empty()
        : Optional.of(new Garbage(garbage.group(), garbage.reason(), removed));
  }

  private boolean stillGarbage(String key) {
    String name = Keys.segment(key, 1);
    if (key.endsWith(Layout.PROBE)) {
      return true;
    }
    if (key.startsWith(Layout.CHECKPOINTS)) {
      return reason(stage(name)).isPresent();
    }
    if (key.startsWith(Layout.STAGES)) {
      boolean dead = deadStage(name, stage(name));
      if (!dead) {
        // A run uses it again: then what it refers to is needed, too.
        references.readStage(name);
      }
      return dead;
    }
    if (key.startsWith(Layout.REQUESTS)) {
      return abandoned(name);
    }
    references.readStages(any -> true);
    return !kept(key, listed(key));
  }

  private List<ObjectInfo> stage(String key) {
    return Stream.of(Layout.stage(key).key(), Layout.stageUsers(key))
        .flatMap(prefix -> listed(prefix).stream())
        .toList();
  }

  private List<ObjectInfo> listed(String prefix) {
    try (Stream<ObjectInfo> objects = store.list(Layout.BUCKET, prefix)) {
      return objects.toList();
    }
  }
}
