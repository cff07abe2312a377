package io.lethe.worker.serve;

import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.store.CompareAndSet;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** What the gateway keeps in the store: how runs were asked for, and which DAGs are paused. */
final class Triggers {
  private final ObjectStore store;

  Triggers(ObjectStore store) {
    this.store = store;
  }

  /** The paused DAGs as they are stored. */
  private record Paused(Set<String> paused) {}

  /**
   * Stores a trigger.
   *
   * @return the one that is stored then: an earlier one of that name stays
   */
  StoredTrigger add(StoredTrigger trigger) {
    Location location = Layout.trigger(trigger.name());
    return store.putIfAbsent(location, Json.sealed(trigger)).isPresent()
        ? trigger
        : find(trigger.name()).orElse(trigger);
  }

  Optional<StoredTrigger> find(String run) {
    Location location = Layout.trigger(run);
    return store.find(location).map(found -> read(location, found.bytes()));
  }

  private static StoredTrigger read(Location location, byte[] bytes) {
    return Json.read(location, bytes, StoredTrigger.class);
  }

  /**
   * Changes a trigger.
   *
   * @param absent begins the run's trigger where there is none
   */
  StoredTrigger change(
      String run, UnaryOperator<StoredTrigger> change, Optional<StoredTrigger> absent) {
    Location location = Layout.trigger(run);
    byte[] written =
        CompareAndSet.update(
            store,
            location,
            present ->
                Json.sealed(
                    change.apply(
                        present.map(bytes -> read(location, bytes)).or(() -> absent).orElseThrow())));
    return read(location, written);
  }

  void remove(String run) {
    store.delete(Layout.trigger(run));
  }

  Set<String> paused() {
    return store
        .find(Layout.DAGS)
        .map(found -> Json.read(Layout.DAGS, found.bytes(), Paused.class).paused())
        .orElse(Set.of());
  }

  void pause(String dag, boolean paused) {
    CompareAndSet.update(
        store,
        Layout.DAGS,
        present -> {
          Set<String> dags =
              new TreeSet<>(
                  present
                      .map(bytes -> Json.read(Layout.DAGS, bytes, Paused.class).paused())
                      .orElse(Set.of()));
          if (paused) {
            dags.add(dag);
          } else {
            dags.remove(dag);
          }
          return Json.sealed(new Paused(dags));
        });
  }
}
